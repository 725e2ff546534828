import { signRequest, verifyResponse } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { rawRequest } from '@hawk-auth/testkit'
import type { RawResponse } from '@hawk-auth/testkit'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { ALICE, clock } from './alice.js'
import { listen } from './listen.js'

/** A request to an application that is served. What is signed is what is sent, unless it says otherwise. */
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

/** A request that is written out, signed. */
export interface WrittenRequest {
  bytes: Buffer
  /** Adds to an answer what can be said of it by whoever signed this request. */
  answered: (answer: RawResponse) => SimpleAnswer
}

/** An application that listens, and a client of it. */
export interface Served {
  port: number
  write: (request?: SimpleRequest) => WrittenRequest
  /** Sends a request over a connection of its own. */
  send: (request?: SimpleRequest) => Promise<SimpleAnswer>
}

/** Lets an application listen on a free port of the loopback until the test is over. */
export async function serve(app: RequestListener): Promise<Served> {
  return clientOf(await listen(createServer(app)))
}

/** A client, Alice unless it says otherwise, of an application that listens on a port of the loopback. */
export function clientOf(port: number): Served {
  const write: Served['write'] = (request = {}) => writeRequest(port, request)
  const send: Served['send'] = async (request = {}) => {
    const { bytes, answered } = write(request)
    return answered(await rawRequest(port, bytes, { isHead: request.method === 'HEAD' }))
  }
  return { port, write, send }
}

function writeRequest(port: number, request: SimpleRequest): WrittenRequest {
  const { path = '/', body, signedBody = body, contentType, credentials = ALICE, isSigned = true } = request
  const { url = `http://127.0.0.1:${port}${path}`, method = body === undefined ? 'GET' : 'POST' } = request
  const payload = signedBody ?? undefined
  const { authorization, artifacts } = signRequest({ url, method, credentials, payload, contentType, clock })
  const headers: Record<string, string> = { Host: `127.0.0.1:${port}`, ...request.headers }
  if (isSigned) headers['Authorization'] = authorization
  if (contentType !== undefined) headers['Content-Type'] = contentType
  if (body !== undefined) headers['Content-Length'] = String(Buffer.byteLength(body))
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const bytes = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`)
  const answered: WrittenRequest['answered'] = (answer) => ({
    ...answer,
    authorization,
    verify: (of) =>
      verifyResponse({
        credentials,
        artifacts,
        serverAuthorization: answer.headers['server-authorization'],
        payload: of,
        contentType: answer.headers['content-type'],
      }),
  })
  return { bytes, answered }
}
