import { signRequest, verifyResponse } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { createFakeClock, RawConnection } from '@hawk-auth/testkit'
import type { RawResponse } from '@hawk-auth/testkit'
import type { FastifyInstance } from 'fastify'
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
  /** What it is signed for; default where it is sent. */
  url?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** What is signed in the place of `body`; null for nothing of it. */
  signedBody?: string | null
  contentType?: string
  credentials?: HawkCredentials
  /** False sends no Authorization. */
  isSigned?: boolean
}

/** An answer, and what its signature proves to the client that asked. */
export interface SimpleAnswer extends RawResponse {
  /** What the request was signed with, to be sent again. */
  authorization: string
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
export async function serve(app: FastifyInstance): Promise<Served> {
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const write: Served['write'] = (request = {}) => {
    const { path = '/', body, contentType, credentials = ALICE, isSigned = true } = request
    const method = request.method ?? (body === undefined ? 'GET' : 'POST')
    const { url = `http://127.0.0.1:${port}${path}` } = request
    const payload = request.signedBody === undefined ? body : (request.signedBody ?? undefined)
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
      authorization,
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
