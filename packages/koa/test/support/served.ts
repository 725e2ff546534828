import { signRequest, verifyResponse } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { createFakeClock, RawConnection } from '@hawk-auth/testkit'
import type { RawResponse } from '@hawk-auth/testkit'
import type Koa from 'koa'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export const ALICE = { id: 'alice', key: 'the key of alice', approved: true, team: 'builders' }

/** The clock of guards and of {@link Served}. */
export const clock = createFakeClock()

/** What most guards of the tests are made with. */
export const options = { credentials: (id: string) => (id === ALICE.id ? ALICE : undefined), clock }

/** A request to an application that is served. */
export interface SimpleRequest {
  method?: string
  path?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** What is signed in the place of `body`. */
  signedBody?: string
  contentType?: string
  credentials?: HawkCredentials
  /** False sends no Authorization. */
  isSigned?: boolean
}

/** An answer, and what its signature proves to the client that asked. */
export interface SimpleAnswer extends RawResponse {
  /** Holds `Server-Authorization` against a body; without one, against the rest of the answer alone. */
  verify: (payload?: Uint8Array | string) => ReturnType<typeof verifyResponse>
}

/** An application that listens, and a client of it. */
export interface Served {
  port: number
  /** Writes a request out, signed. */
  write: (request?: SimpleRequest) => { bytes: Buffer; verifierOf: (answer: RawResponse) => SimpleAnswer }
  send: (request?: SimpleRequest) => Promise<SimpleAnswer>
}

/** Lets an application listen on a free port of the loopback until the test is over. */
export async function serve(app: Pick<Koa, 'callback'>): Promise<Served> {
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })
  const { port } = server.address() as AddressInfo
  const write: Served['write'] = (request = {}) => {
    const { path = '/', body, contentType, credentials = ALICE, isSigned = true } = request
    const method = request.method ?? (body === undefined ? 'GET' : 'POST')
    const url = `http://127.0.0.1:${port}${path}`
    const payload = request.signedBody ?? body
    const { authorization, artifacts } = signRequest({
      url,
      method,
      credentials,
      payload,
      contentType,
      clock,
    })
    const headers: Record<string, string> = { Host: `127.0.0.1:${port}`, ...request.headers }
    if (isSigned) headers['Authorization'] = authorization
    if (contentType !== undefined) headers['Content-Type'] = contentType
    if (body !== undefined) headers['Content-Length'] = String(Buffer.byteLength(body))
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const bytes = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`)
    const verifierOf = (answer: RawResponse): SimpleAnswer => ({
      ...answer,
      verify: (answered) =>
        verifyResponse({
          credentials,
          artifacts,
          serverAuthorization: answer.headers['server-authorization'],
          payload: answered,
          contentType: answer.headers['content-type'],
        }),
    })
    return { bytes, verifierOf }
  }
  const send: Served['send'] = async (request = {}) => {
    const { bytes, verifierOf } = write(request)
    const connection = await RawConnection.open(port)
    try {
      connection.write(bytes)
      return verifierOf(await connection.response({ isHead: request.method === 'HEAD' }))
    } finally {
      connection.destroy()
    }
  }
  return { port, write, send }
}
