import { signRequest } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { createFakeClock, RawConnection } from '@hawk-auth/testkit'
import type { RawResponse } from '@hawk-auth/testkit'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export const ALICE = { id: 'alice', key: 'the key of alice', approved: true, team: 'builders' }

/** The clock of guards and of {@link Served}. */
export const clock = createFakeClock()

/** A request to an application that is served. */
export interface SimpleRequest {
  method?: string
  path?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  contentType?: string
  credentials?: HawkCredentials
  /** False sends no Authorization. */
  isSigned?: boolean
}

/** An application that listens, and a client of it. */
export interface Served {
  port: number
  send: (request?: SimpleRequest) => Promise<RawResponse>
  /** What was signed by the last request. */
  lastSigned: () => ReturnType<typeof signRequest>['artifacts']
}

/** Lets an application listen on a free port of the loopback until the test is over. */
export async function serve(app: RequestListener): Promise<Served> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })
  const { port } = server.address() as AddressInfo
  let signed: ReturnType<typeof signRequest> | undefined
  const send = async (request: SimpleRequest = {}): Promise<RawResponse> => {
    const { path = '/', body, contentType, credentials = ALICE, isSigned = true } = request
    const method = request.method ?? (body === undefined ? 'GET' : 'POST')
    const url = `http://127.0.0.1:${port}${path}`
    signed = signRequest({ url, method, credentials, payload: body, contentType, clock })
    const headers: Record<string, string> = { Host: `127.0.0.1:${port}`, ...request.headers }
    if (isSigned) headers['Authorization'] = signed.authorization
    if (contentType !== undefined) headers['Content-Type'] = contentType
    if (body !== undefined) headers['Content-Length'] = String(Buffer.byteLength(body))
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const connection = await RawConnection.open(port)
    try {
      connection.write(Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`))
      return await connection.response({ isHead: method === 'HEAD' })
    } finally {
      connection.destroy()
    }
  }
  const lastSigned: Served['lastSigned'] = () => {
    if (signed === undefined) throw new Error('nothing was signed yet')
    return signed.artifacts
  }
  return { port, send, lastSigned }
}
