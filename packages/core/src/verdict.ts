import type { Artifacts, HawkArtifacts } from './artifacts.js'
import type { HawkAlgorithm, HawkCredentials, WithoutKeys } from './credentials.js'
import { HawkError } from './hawk-error.js'
import type { RefusalDetail } from './hawk-error.js'
import { PayloadHash } from './payload-hash.js'
import type { PreparedKey } from './prepared-key.js'
import { equalMacs } from './equal-macs.js'
import { signResponse } from './response.js'
import type { ResponseToSign } from './response.js'
import type { HawkErrorCode } from './refusals.js'

/** Who sent a request, and what was signed: plain and safe to log. */
export interface HawkAuth<C extends HawkCredentials = HawkCredentials> {
  /** The store's record without its keys, frozen. */
  readonly credentials: WithoutKeys<C>
  readonly artifacts: HawkArtifacts
}

/** Holds a body against the hash that was signed, chunk by chunk. */
export interface PayloadCheck {
  /** Takes the next bytes of the body (text as UTF-8); they are not kept. */
  update(chunk: Uint8Array | string): void
  /**
   * Ends the check: `null` where the body is the one that was signed, or where it is empty and none was;
   * otherwise the refusal (`ERR_HAWK_BAD_PAYLOAD_HASH`, `ERR_HAWK_MISSING_PAYLOAD_HASH`). Nothing may be added then.
   */
  finish(): HawkError | null
}

class SignedPayloadCheck implements PayloadCheck {
  readonly #artifacts: Artifacts
  readonly #payload: PayloadHash
  /** What the check came to; a second end must not start afresh. */
  #outcome: HawkError | null | undefined

  constructor(artifacts: Artifacts, algorithm: HawkAlgorithm, contentType: string | undefined) {
    this.#artifacts = artifacts
    this.#payload = new PayloadHash(algorithm, contentType)
  }

  update(chunk: Uint8Array | string): void {
    if (this.#outcome !== undefined) throw new TypeError('payloadCheck: the body has ended already')
    this.#payload.update(chunk)
  }

  finish(): HawkError | null {
    if (this.#outcome === undefined) this.#outcome = this.#decide()
    return this.#outcome
  }

  #decide(): HawkError | null {
    const { hash } = this.#artifacts
    if (hash === undefined)
      return this.#payload.isEmpty ? null : new HawkError('ERR_HAWK_MISSING_PAYLOAD_HASH')
    if (!equalMacs(hash, this.#payload.digest())) return new HawkError('ERR_HAWK_BAD_PAYLOAD_HASH')
    this.#artifacts.payloadVerified = true
    return null
  }
}

/** A request that is authentic, fresh, approved and not replayed. */
export class Accepted<C extends HawkCredentials> implements HawkAuth<C> {
  readonly ok = true
  readonly credentials: WithoutKeys<C>
  readonly artifacts: HawkArtifacts
  readonly #artifacts: Artifacts
  readonly #key: PreparedKey

  /** @internal Verdicts are made by a verifier. */
  constructor(credentials: WithoutKeys<C>, artifacts: Artifacts, key: PreparedKey) {
    this.credentials = credentials
    this.artifacts = artifacts
    this.#artifacts = artifacts
    this.#key = key
  }

  /**
   * Begins to hold a body against the signed hash.
   *
   * @param contentType - the `Content-Type` header as received
   */
  payloadCheck(contentType: string | undefined): PayloadCheck {
    return new SignedPayloadCheck(this.#artifacts, this.#key.algorithm, contentType)
  }

  /**
   * Makes the `Server-Authorization` header of the answer to this request, with the key that verified it.
   *
   * @throws TypeError where this was no request with an Authorization header, or `ext` can't stand in a header
   */
  signResponse(response: ResponseToSign = {}): string {
    if (this.#artifacts.type !== 'header') {
      throw new TypeError(
        'signResponse: only the answer to a request with an Authorization header can be signed',
      )
    }
    return signResponse(this.#key, this.#artifacts, response)
  }
}

/** A request that must not reach a handler. */
export class Refused {
  readonly ok = false
  /** For logs alone: it names what `error` must not tell. */
  readonly reason: string
  /** For logs alone: what a store threw. */
  readonly cause: unknown
  readonly #code: HawkErrorCode
  readonly #detail: RefusalDetail | undefined
  #error: HawkError | undefined

  /** @internal Verdicts are made by a verifier. */
  constructor(code: HawkErrorCode, reason: string, detail?: RefusalDetail, cause?: unknown) {
    this.reason = reason
    this.cause = cause
    this.#code = code
    this.#detail = detail
  }

  /** What to answer; made when it is first asked for. */
  get error(): HawkError {
    return (this.#error ??= new HawkError(this.#code, this.#detail))
  }
}

/** What a verifier says of a request. */
export type Verdict<C extends HawkCredentials> = Accepted<C> | Refused
