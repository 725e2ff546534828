import { createAdaptorServer } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { RawConnection, rawRequest } from '@hawk-auth/testkit'
import type { RawResponse } from '@hawk-auth/testkit'
import type { Hono } from 'hono'
import { signRequest } from '@hawk-auth/core'
import type { SigningCredentials } from '@hawk-auth/core'
import { listen } from '../../../../test/support/listen.js'
import { ALICE, clock } from './clients.js'

/** What Hono on Node binds, and what guards set. */
export interface HonoEnv {
  Bindings: HttpBindings
}

/** A request over a socket. What is signed is what is sent, unless it says otherwise. */
export interface RequestToSend {
  method?: string
  /** As it is written on the request line. */
  target?: string
  /** What is signed in its place. */
  signedTarget?: string
  body?: string | Uint8Array
  signedBody?: string | Uint8Array | null
  /** Sends the body in chunks of these sizes under `Transfer-Encoding: chunked`. */
  chunkBytes?: number
  contentType?: string
  headers?: Readonly<Record<string, string>>
  credentials?: SigningCredentials
  /** Whole lines, in the place of a signed header; empty for none. */
  authorizations?: readonly string[]
}

/** A server, and a client that sends what no HTTP library would. */
export interface ServedApp {
  port: number
  send: (request?: RequestToSend) => Promise<RawResponse>
  write: (request?: RequestToSend) => { head: string; body: Buffer; signed: ReturnType<typeof signRequest> }
  connect: () => Promise<RawConnection>
}

/** Lets a Hono application listen on a free port of the loopback until the test is over. */
export async function serveHono(app: Hono<HonoEnv>): Promise<ServedApp> {
  const port = await listen(createAdaptorServer({ fetch: app.fetch, hostname: '127.0.0.1' }))
  const write: ServedApp['write'] = (request = {}) => {
    const { target = '/', contentType, credentials = ALICE, chunkBytes } = request
    const body = Buffer.from(request.body ?? '')
    const method = request.method ?? (request.body === undefined ? 'GET' : 'POST')
    const hashed = request.signedBody === null ? undefined : (request.signedBody ?? request.body)
    const url = `http://127.0.0.1:${port}${request.signedTarget ?? target}`
    const signed = signRequest({ url, method, credentials, payload: hashed, contentType, clock })
    const framing = chunkBytes === undefined ? `Content-Length: ${body.length}` : 'Transfer-Encoding: chunked'
    const lines = [
      `${method} ${target} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      ...(request.authorizations ?? [signed.authorization]).map((value) => `Authorization: ${value}`),
      ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
      ...(request.body === undefined ? [] : [framing]),
      ...Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ]
    return { head: `${lines.join('\r\n')}\r\n\r\n`, body: frame(body, chunkBytes), signed }
  }
  const send: ServedApp['send'] = async (request = {}) => {
    const { head, body } = write(request)
    const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body])
    return rawRequest(port, bytes, { isHead: request.method === 'HEAD' })
  }
  return { port, send, write, connect: () => RawConnection.open(port) }
}

function frame(body: Buffer, chunkBytes: number | undefined): Buffer {
  if (chunkBytes === undefined) return body
  const parts: Buffer[] = []
  for (let at = 0; at < body.length; at += chunkBytes) {
    const chunk = body.subarray(at, at + chunkBytes)
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}
