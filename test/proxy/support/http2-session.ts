import type { RawResponse } from '@hawk-auth/testkit'
import { once } from 'node:events'
import { connect } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import { onTestFinished } from 'vitest'
import type { Site } from './site.js'
import { PUBLIC_HOST, writeRequest } from './site-request.js'
import type { SiteRequest } from './site-request.js'

type Answer = Pick<RawResponse, 'status' | 'text'> & { headers: IncomingHttpHeaders }

/** A client's HTTP/2 connection to a proxy. */
export class Http2Session {
  readonly #session: ClientHttp2Session

  private constructor(session: ClientHttp2Session) {
    this.#session = session
  }

  /** Connects, until the test is over. */
  static async open({ port, tls }: Site): Promise<Http2Session> {
    const session = connect(`https://localhost:${port}`, tls)
    await once(session, 'connect')
    onTestFinished(() => session.destroy())
    return new Http2Session(session)
  }

  /** Signs a request, begins to send it, and leaves the body to the caller. */
  open(request: SiteRequest): ClientHttp2Stream {
    const { method, target, headers } = writeRequest(request)
    const { Host: host = PUBLIC_HOST, ...rest } = headers
    return this.#session.request(
      { ':method': method, ':path': target, ':authority': host, ...rest },
      { endStream: request.body === undefined },
    )
  }

  /** Signs a request, sends it, and gives the answer. */
  async send(request: SiteRequest): Promise<Answer> {
    const stream = this.open(request)
    if (request.body !== undefined) stream.end(Buffer.from(request.body))
    return answerOf(stream)
  }
}

/** Waits for the answer of a stream. */
export async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': number }]
  if (!stream.readableEnded) await once(stream, 'end')
  return { status: headers[':status'], headers, text: Buffer.concat(chunks).toString() }
}
