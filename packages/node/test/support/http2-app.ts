import { hawk } from '@hawk-auth/node'
import type { HawkCredentials, HawkAuth } from '@hawk-auth/core'
import { createVerifier, hashPayload } from '@hawk-auth/core'
import type { GuardSettings } from '@hawk-auth/core/guard'
import { createFakeClock, createMemoryCredentialStore, forgeAuthorization } from '@hawk-auth/testkit'
import type { FakeClock, HeaderToForge } from '@hawk-auth/testkit'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  Http2Server,
  Http2ServerRequest,
  Http2ServerResponse,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { ALICE } from '../../../../test/support/alice.js'

export interface Http2Request {
  method?: string
  path?: string
  headers?: OutgoingHttpHeaders
  /** What is signed in the place of what is sent. */
  signed?: Partial<HeaderToForge>
  /** The body that is hashed; absent where none is. */
  signedBody?: string | Buffer
}

export interface Http2Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** What a handler reads of a body, and whether it came to its end. */
export interface HandlerRun {
  path: string
  body: Buffer
  auth: HawkAuth | null
  error: unknown
}

export interface Http2Setup {
  guard?: GuardSettings<boolean>
  find?: (id: string) => Promise<HawkCredentials | undefined> | HawkCredentials | undefined
}

/** A guarded HTTP/2 server in the clear, on its compatibility API, whose handler reads the body, and a session with it. */
export class Http2App {
  readonly clock: FakeClock = createFakeClock()
  readonly runs: HandlerRun[] = []
  readonly streams: Http2ServerRequest['stream'][] = []
  readonly #server: Http2Server
  readonly #sessions: ClientHttp2Session[] = []

  constructor({ guard = {}, find }: Http2Setup) {
    const store = createMemoryCredentialStore<HawkCredentials>([ALICE])
    const verifier = createVerifier<HawkCredentials>({ credentials: find ?? store, clock: this.clock })
    const handle = hawk({ ...guard, verifier }).wrap<Http2ServerRequest, Http2ServerResponse>(
      async (request, response, auth) => {
        await this.#handle(request, response, auth)
      },
    )
    const listener = (request: Http2ServerRequest, response: Http2ServerResponse): void => {
      this.streams.push(request.stream)
      void handle(request, response)
    }
    this.#server = createServer(listener)
    this.#server.listen(0, '127.0.0.1')
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Opens a session. */
  async session(): Promise<ClientHttp2Session> {
    if (!this.#server.listening) await once(this.#server, 'listening')
    const session = connect(`http://127.0.0.1:${this.port}`)
    session.on('error', () => undefined)
    this.#sessions.push(session)
    await once(session, 'connect')
    return session
  }

  /** Signs a request and begins it; its body is still open where `endStream` is false. */
  begin(session: ClientHttp2Session, request: Http2Request, endStream = false): ClientHttp2Stream {
    const { method = 'POST', path = '/', headers } = request
    const authorization = this.sign(request)
    const stream = session.request(
      { ':method': method, ':path': path, authorization, ...headers },
      { endStream },
    )
    stream.on('error', () => undefined)
    return stream
  }

  /** Signs a request. */
  sign({ method = 'POST', path = '/', signedBody, signed }: Http2Request): string {
    return forgeAuthorization({
      credentials: ALICE,
      method,
      target: path,
      host: '127.0.0.1',
      port: this.port,
      ts: String(this.clock() / 1000),
      nonce: randomUUID(),
      hash: signedBody === undefined ? undefined : hashPayload('sha256', signedBody, undefined),
      ...signed,
    })
  }

  /** Sends a whole request and gives its answer. */
  async send(
    session: ClientHttp2Session,
    request: Http2Request,
    body?: string | Buffer,
  ): Promise<Http2Answer> {
    const stream = this.begin(session, request, body === undefined)
    if (body !== undefined) stream.end(body)
    return answerOf(stream)
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) session.destroy()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }

  async #handle(
    request: Http2ServerRequest,
    response: Http2ServerResponse,
    auth: HawkAuth | null,
  ): Promise<void> {
    const run: HandlerRun = { path: request.url, body: Buffer.alloc(0), auth, error: undefined }
    this.runs.push(run)
    try {
      for await (const chunk of request) run.body = Buffer.concat([run.body, chunk as Buffer])
      response.setHeader('Content-Type', 'text/plain')
      response.end(`read ${run.body.length}`)
    } catch (error) {
      run.error = error
    }
  }
}

/** Waits for an answer. */
export async function answerOf(stream: ClientHttp2Stream): Promise<Http2Answer> {
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status'?: number }]
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  if (!stream.closed && !stream.readableEnded)
    await new Promise((resolve) => stream.once('end', resolve).once('close', resolve))
  return { status: headers[':status'] ?? 0, headers, text: Buffer.concat(chunks).toString('utf8') }
}
