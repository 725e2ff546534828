import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import type { Answer, HandlerCall, ParserName, SuiteRoute } from './adapter-under-test.js'
import { ANSWER_ROUTES } from './answer-routes.js'
import { BODY_READERS, readerPath } from './body-readers.js'
import type { ReaderName } from './body-readers.js'
import type { HandlerLog } from './handler-log.js'
import { UPLOAD_CONSUMERS, uploadPath } from './upload-consumers.js'
import type { ConsumerName } from './upload-consumers.js'

/** What a handler that read a body itself answers. */
export interface BodyReport {
  bytes: number
  /** In hex. */
  sha256: string
}

/** The routes that the suite has an adapter mount; each of them counts its runs. */
export function suiteRoutes(log: HandlerLog, parsers: readonly ParserName[]): SuiteRoute[] {
  const routes: SuiteRoute[] = [
    route('/who', async ({ auth }) => ({ body: { auth: auth() } })),
    route('/who/inspected', async ({ auth }) => ({
      body: { text: inspect(auth(), { depth: null, showHidden: true }) },
    })),
    route('/who/second', async ({ auth }) => ({ body: { auth: auth(1) } })),
    { ...route('/open', async ({ auth }) => ({ body: { auth: auth() } })), isGuarded: false },
    ...parsers.map((parser) => ({ ...route(`/parse/${parser}`, echoParsed), parser })),
    ...(Object.keys(BODY_READERS) as ReaderName[]).map((name) =>
      route(readerPath(name), async ({ request }) => {
        const seen = log.startBody()
        await BODY_READERS[name](request, seen)
        return { body: reportOf(seen.chunks) }
      }),
    ),
    ...(Object.keys(UPLOAD_CONSUMERS) as ConsumerName[]).map((name) =>
      route(uploadPath(name), (call) => UPLOAD_CONSUMERS[name](call, log.startBody())),
    ),
    ...Object.entries(ANSWER_ROUTES).map(([name, handle]) => route(`/answer/${name}`, handle)),
  ]
  return routes.map((one) => ({ ...one, handle: counted(one, log) }))
}

/** What is reported of a body. */
export function reportOf(chunks: readonly Uint8Array[]): BodyReport {
  const hash = createHash('sha256')
  let bytes = 0
  for (const chunk of chunks) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

function route(path: string, handle: SuiteRoute['handle']): SuiteRoute {
  return { path, isGuarded: true, parser: undefined, handle }
}

function counted({ path, handle }: SuiteRoute, log: HandlerLog): SuiteRoute['handle'] {
  return (call) => {
    log.runs.push(path)
    return handle(call)
  }
}

async function echoParsed({ body }: HandlerCall): Promise<Answer> {
  if (body instanceof Uint8Array) return { body: { parsed: Buffer.from(body).toString('latin1') } }
  return { body: { parsed: body } }
}
