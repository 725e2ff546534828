import { signRequest } from '@hawk-auth/core'
import type { SigningCredentials } from '@hawk-auth/core'
import { ALICE, clock } from './clients.js'

/** A request to sign. What is signed is what is sent, unless it says otherwise. */
export interface RequestToMake {
  /** Default `https://api.example.com/jobs`. */
  url?: string
  /** Default `GET`, or `POST` where there is a body. */
  method?: string
  body?: string | Uint8Array | ReadableStream<Uint8Array>
  /** What is hashed: default the body, or nothing where it is a stream; `null` signs no hash. */
  signedBody?: string | Uint8Array | null
  contentType?: string
  headers?: Readonly<Record<string, string>>
  credentials?: SigningCredentials
  /** The whole header, in the place of a signed one; `null` for none. */
  authorization?: string | null
  signal?: AbortSignal
}

/** A request, and what was signed of it. */
export interface MadeRequest {
  init: RequestInit & { method: string; headers: Headers }
  url: string
  signed: ReturnType<typeof signRequest>
}

/** Signs a request, as Alice unless it says otherwise. */
export function makeRequest(making: RequestToMake = {}): MadeRequest {
  const { url = 'https://api.example.com/jobs', contentType, credentials = ALICE } = making
  // As text it would bring a content type of its own.
  const body = typeof making.body === 'string' ? new TextEncoder().encode(making.body) : making.body
  const method = making.method ?? (body === undefined ? 'GET' : 'POST')
  const hashed = making.signedBody ?? (body instanceof ReadableStream ? undefined : body)
  const payload = making.signedBody === null ? undefined : hashed
  const signed = signRequest({ url, method, credentials, payload, contentType, clock })
  const headers = new Headers(making.headers)
  const { authorization = signed.authorization } = making
  if (authorization !== null) headers.set('authorization', authorization)
  if (contentType !== undefined) headers.set('content-type', contentType)
  const init: MadeRequest['init'] = { method, headers }
  if (body !== undefined) Object.assign(init, { body, duplex: 'half' })
  if (making.signal !== undefined) init.signal = making.signal
  return { init, url, signed }
}

/** A signed request as a plain `Request`. */
export function request(making: RequestToMake = {}): Request {
  const { url, init } = makeRequest(making)
  return new Request(url, init)
}

/** A body in chunks; `taken` counts how many were asked for. */
export function chunked(chunks: Iterable<Uint8Array, void>): {
  body: ReadableStream<Uint8Array>
  taken: () => number
  cancelled: () => unknown[]
} {
  const iterator = chunks[Symbol.iterator]()
  let taken = 0
  const cancelled: unknown[] = []
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const next = iterator.next()
        if (next.done === true) controller.close()
        else {
          taken += 1
          controller.enqueue(next.value)
        }
      },
      cancel: (reason) => {
        cancelled.push(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return { body, taken: () => taken, cancelled: () => cancelled }
}
