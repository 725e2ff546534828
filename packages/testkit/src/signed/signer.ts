import { signRequest } from '@hawk-auth/core'
import type { Clock, SigningCredentials } from '@hawk-auth/core'

/** Who signs the requests of a test, and when. */
export interface SignerOptions {
  credentials: SigningCredentials
  /** Milliseconds since the epoch; default the system's clock. Give the clock of the verifier where that is a fake one. */
  clock?: Clock | undefined
  /**
   * What is signed in the place of where the request is sent: the `publicUrl` of the guard, path and all, where it has
   * one. Default: the origin that the server sees.
   */
  origin?: string | URL | undefined
}

/** A request as it is about to be sent. */
export interface RequestInHand {
  method: string
  /** The absolute URL that it is sent to. */
  url: URL
  payload: Uint8Array | string | undefined
  contentType: string | undefined
}

const OPTIONS: readonly string[] = ['credentials', 'clock', 'origin']

/** Signs the requests of one test, each with a nonce of its own. */
export class Signer {
  readonly #where: string
  readonly #options: SignerOptions
  readonly #origin: URL | undefined

  /** @throws TypeError that names the option */
  constructor(where: string, options: SignerOptions, ownOptions: readonly string[] = []) {
    const known = [...OPTIONS, ...ownOptions]
    const unknown = Object.keys(options).find((name) => !known.includes(name))
    if (unknown !== undefined) {
      throw new TypeError(`${where}: unknown option "${unknown}"; known are ${known.join(', ')}`)
    }
    this.#where = where
    this.#options = options
    this.#origin = this.#readOrigin(options.origin)
    // A mistake in the credentials is told now, not by the first request.
    this.authorize({
      method: 'GET',
      url: new URL('http://localhost'),
      payload: undefined,
      contentType: undefined,
    })
  }

  /** The `Authorization` header of a request. */
  authorize({ method, url, payload, contentType }: RequestInHand): string {
    const { credentials, clock } = this.#options
    return signRequest({ url: this.#signedUrl(url), method, credentials, payload, contentType, clock })
      .authorization
  }

  #signedUrl(url: URL): URL {
    if (this.#origin === undefined) return url
    const prefix = this.#origin.pathname.replace(/\/$/, '')
    return new URL(`${this.#origin.origin}${prefix}${url.pathname}${url.search}`)
  }

  #readOrigin(origin: string | URL | undefined): URL | undefined {
    if (origin === undefined) return undefined
    const url = URL.canParse(String(origin)) ? new URL(origin) : undefined
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
      throw new TypeError(
        `${this.#where}: "origin" must be an http or https URL, such as https://api.example.com`,
      )
    return url
  }
}
