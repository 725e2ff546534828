import { readInjected } from './injected-request.js'
import type { InjectRequest } from './injected-request.js'
import { Signer } from './signer.js'
import type { SignerOptions } from './signer.js'

/** What requests are injected into: an application of Fastify, or anything with the `inject` of light-my-request. */
export interface Injectable<R> {
  inject(request: InjectRequest): Promise<R>
}

/**
 * Makes an `inject` that signs every request, for tests of a Fastify application. Objects as `payload` are serialised
 * once, as `inject` does it, and those bytes are signed and sent; `FormData` and streams are read whole. The guard sees
 * `http://localhost:80` unless `authority` or a `Host` header says otherwise, and that is what is signed; where it has a
 * `publicUrl`, give that as `origin`.
 *
 * @throws TypeError that names the option
 * @example
 * const inject = signedInject(app, { credentials: { id: 'alice', key: 'secret' } })
 * const response = await inject({ method: 'POST', url: '/jobs', payload: { name: 'build' } })
 */
export function signedInject<R>(
  app: Injectable<R>,
  options: SignerOptions,
): (request: InjectRequest | string) => Promise<R> {
  const signer = new Signer('signedInject', options)
  return async (given) => {
    const request = typeof given === 'string' ? { url: given } : given
    const { url, payload, contentType, rest } = await readInjected(request)
    const method = request.method?.toUpperCase() ?? 'GET'
    const headers: NonNullable<InjectRequest['headers']> = {}
    for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value
    headers['authorization'] = signer.authorize({ method, url, payload, contentType })
    if (contentType !== undefined) headers['content-type'] = contentType
    const signed = { ...rest, method, url: url.pathname + url.search, headers }
    return app.inject(payload === undefined ? signed : { ...signed, payload })
  }
}
