import { Writable } from 'node:stream'
import type { Answer, HandlerCall } from './adapter-under-test.js'
import { BODY_READERS, sinkOf } from './body-readers.js'
import type { SeenBody } from './handler-log.js'

/** Consumes an upload that may flow; gives its answer where the body came whole. */
export type UploadConsumer = (call: HandlerCall, seen: SeenBody) => Promise<Answer | undefined>

/** The ways in which handlers consume an upload that flows, careful ones and careless ones. */
export const UPLOAD_CONSUMERS = {
  'for await': throughReader('for await'),
  pipeline: throughReader('pipeline'),
  "'data', 'end' and 'error'": throughReader("on('data')"),
  "'data' and 'end', but no 'error'": careless,
  'pipe()': piping,
  'a count of Content-Length': counting,
  'an answer that has begun': answering,
} as const satisfies Record<string, UploadConsumer>

/** The name of an {@link UploadConsumer}. */
export type ConsumerName = keyof typeof UPLOAD_CONSUMERS

/** The path of a consumer's route. */
export function uploadPath(name: ConsumerName): string {
  return `/upload/${Object.keys(UPLOAD_CONSUMERS).indexOf(name)}`
}

function throughReader(name: keyof typeof BODY_READERS): UploadConsumer {
  return async ({ request }, seen) => {
    await BODY_READERS[name](request, seen)
    return stored(seen)
  }
}

function stored(seen: SeenBody): Answer {
  return { body: { stored: seen.chunks.reduce((bytes, chunk) => bytes + chunk.length, 0) } }
}

/** Never settles where the body never ends, as careless handlers do. */
function careless({ request }: HandlerCall, seen: SeenBody): Promise<Answer> {
  request.on('data', (chunk: Buffer) => seen.chunks.push(chunk))
  request.on('close', () => {
    seen.hasClosed = true
  })
  return new Promise((resolve) => {
    request.on('end', () => {
      seen.hasEnded = true
      resolve(stored(seen))
    })
  })
}

function piping({ request }: HandlerCall, seen: SeenBody): Promise<Answer> {
  const sink = sinkOf(seen)
  request.on('close', () => {
    seen.hasClosed = true
  })
  return new Promise((resolve) => {
    sink.on('finish', () => {
      seen.hasEnded = true
      resolve(stored(seen))
    })
    request.pipe(sink)
  })
}

/** Is done when it has as many bytes as the headers say, end or no end. */
function counting({ request }: HandlerCall, seen: SeenBody): Promise<Answer> {
  const expected = Number(request.headers['content-length'])
  let bytes = 0
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      seen.chunks.push(chunk)
      bytes += chunk.length
      if (bytes < expected) return
      seen.hasEnded = true
      resolve(stored(seen))
    })
  })
}

/** Echoes while it reads. */
async function answering({ request, response }: HandlerCall, seen: SeenBody): Promise<undefined> {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
  response.write('begun ')
  const echo = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      seen.chunks.push(chunk)
      response.write(`${String(chunk.length)} `)
      done()
    },
  })
  await new Promise<void>((resolve) => {
    echo.on('finish', () => {
      seen.hasEnded = true
      response.end('whole')
      resolve()
    })
    request.on('error', (error) => {
      seen.error = error
      resolve()
    })
    request.pipe(echo)
  })
  return undefined
}
