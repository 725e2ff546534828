import type { IncomingMessage } from 'node:http'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { SeenBody } from './handler-log.js'

/** Reads a body to its end, noting what it sees; it fails where the body does. */
export type BodyReader = (request: IncomingMessage, seen: SeenBody) => Promise<void>

/** The ways in which handlers read a body themselves. */
export const BODY_READERS = {
  "on('data')": readByData,
  "on('readable')": readByReadable,
  'for await': readByIteration,
  pipeline: readByPipeline,
  'a reader that comes late': readLate,
  'a reader of text': readText,
} as const satisfies Record<string, BodyReader>

/** The name of a {@link BodyReader}. */
export type ReaderName = keyof typeof BODY_READERS

/** The path of a reader's route. */
export function readerPath(name: ReaderName): string {
  return `/read/${Object.keys(BODY_READERS).indexOf(name)}`
}

function readByData(request: IncomingMessage, seen: SeenBody): Promise<void> {
  request.on('data', (chunk: Buffer) => seen.chunks.push(chunk))
  return ended(request, seen)
}

function readByReadable(request: IncomingMessage, seen: SeenBody): Promise<void> {
  request.on('readable', () => {
    for (
      let chunk = request.read() as Buffer | null;
      chunk !== null;
      chunk = request.read() as Buffer | null
    ) {
      seen.chunks.push(chunk)
    }
  })
  return ended(request, seen)
}

async function readByIteration(request: IncomingMessage, seen: SeenBody): Promise<void> {
  try {
    for await (const chunk of request) seen.chunks.push(chunk as Buffer)
    seen.hasEnded = true
  } catch (error) {
    seen.error = error
    throw error
  }
}

async function readByPipeline(request: IncomingMessage, seen: SeenBody): Promise<void> {
  try {
    await pipeline(request, sinkOf(seen))
    seen.hasEnded = true
  } catch (error) {
    seen.error = error
    throw error
  }
}

async function readLate(request: IncomingMessage, seen: SeenBody): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  await readByIteration(request, seen)
}

/** Reads text, whose characters may be torn between chunks. */
function readText(request: IncomingMessage, seen: SeenBody): Promise<void> {
  request.setEncoding('utf8')
  request.on('data', (text: string) => seen.chunks.push(Buffer.from(text, 'utf8')))
  return ended(request, seen)
}

/** A stream that notes what is written to it. */
export function sinkOf(seen: SeenBody): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      seen.chunks.push(chunk)
      done()
    },
  })
}

function ended(request: IncomingMessage, seen: SeenBody): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('end', () => {
      seen.hasEnded = true
      resolve()
    })
    request.on('close', () => {
      seen.hasClosed = true
    })
    request.on('error', (error) => {
      seen.error = error
      reject(error)
    })
  })
}
