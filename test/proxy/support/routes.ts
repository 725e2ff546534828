import type { HandlerCall, ParserName, SuiteRoute } from '@hawk-auth/testkit'
import { createHash } from 'node:crypto'

/** Text that is worth compressing. */
export const LONG_TEXT = 'A long answer, in which much is said again and again. '.repeat(100)

/** What `/body` answers. */
export interface BodyReport {
  by: string
  bytes: number
  /** In hex. */
  sha256: string
}

/** What the handlers of a site note. */
export interface SiteLog {
  /** Who asked, and the path. */
  runs: string[]
  /** Lets a handler at `/body/held` begin to read, one for each that waits. */
  held: (() => void)[]
}

/** The routes of the applications behind proxies; each notes its runs. */
export function routesOf({ runs, held }: SiteLog, parsers: readonly ParserName[]): SuiteRoute[] {
  const routes: SuiteRoute[] = [
    route('/who', async (call) => ({ body: { by: sender(call) } })),
    route('/body', reportBody),
    route('/body/held', async (call) => {
      await new Promise<void>((resolve) => held.push(resolve))
      return reportBody(call)
    }),
    route('/text', async () => ({ headers: { 'Content-Type': 'text/plain' }, body: LONG_TEXT })),
    route('/json', async () => ({ body: { text: LONG_TEXT } })),
    route('/hang-up', async ({ request }) => {
      request.socket.destroy()
      return undefined
    }),
    ...parsers.map((parser) => ({
      ...route(`/parse/${parser}`, async ({ body }) => ({ body: { parsed: body } })),
      parser,
    })),
  ]
  return routes.map(({ handle, ...rest }) => ({
    ...rest,
    handle: (call) => {
      runs.push(`${sender(call)} ${rest.path}`)
      return handle(call)
    },
  }))
}

/** What is reported of a body. */
export function reportOf(by: string, body: Uint8Array | string): BodyReport {
  const bytes = Buffer.from(body)
  return { by, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function route(path: string, handle: SuiteRoute['handle']): SuiteRoute {
  return { path, isGuarded: true, parser: undefined, handle }
}

function sender({ auth }: HandlerCall): string {
  return auth()?.credentials.id ?? 'nobody'
}

async function reportBody(call: HandlerCall): Promise<{ body: BodyReport }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of call.request) {
    hash.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  return { body: { by: sender(call), bytes, sha256: hash.digest('hex') } }
}
