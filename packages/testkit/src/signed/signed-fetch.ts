import { Signer } from './signer.js'
import type { SignerOptions } from './signer.js'

/** The standard's `fetch`. */
export type Fetch = typeof globalThis.fetch

/** Options of {@link signedFetch}. */
export interface SignedFetchOptions extends SignerOptions {
  /** Sends what was signed; default the global `fetch`. It is given a URL as text, and an init. */
  fetch?: Fetch | undefined
}

/**
 * Makes a `fetch` that signs every request, for tests of a server. Method, URL and body are signed as they are sent: the
 * body (text, bytes, `URLSearchParams`, `Blob`, `FormData`, a stream) is read whole, once, and those bytes are sent. An
 * `Authorization` that is given is replaced. A redirect is followed by `fetch` itself, under the signature of the first
 * URL, and so it is refused.
 *
 * @throws TypeError that names the option
 * @example
 * const fetch = signedFetch({ credentials: { id: 'alice', key: 'secret' } })
 * const response = await fetch(`http://127.0.0.1:${port}/jobs`, { method: 'POST', body: '{}' })
 */
export function signedFetch(options: SignedFetchOptions): Fetch {
  const signer = new Signer('signedFetch', options, ['fetch'])
  return async (input, init) => {
    const request = new Request(input, init)
    const { method, headers, redirect, signal } = request
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer())
    const url = new URL(request.url)
    // Not every fetch sends the question mark of an empty query.
    if (url.search === '') url.search = ''
    url.hash = ''
    const contentType = headers.get('content-type') ?? undefined
    headers.set('authorization', signer.authorize({ method, url, payload: body, contentType }))
    const send = options.fetch ?? globalThis.fetch
    // Whatever else the init says (a dispatcher, a mode) is meant for the fetch that sends.
    return send(url.href, { ...init, method, headers, redirect, signal, body: body ?? null })
  }
}
