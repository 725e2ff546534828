/**
 * A hash algorithm that Hawk can be used with, as it stands in a credential record.
 *
 * `sha1` is refused unless the verifier lists it: with it the MAC holds, but the body's integrity does
 * not (the payload hash is a bare hash, and SHA-1 has chosen-prefix collisions).
 */
export type HawkAlgorithm = 'sha256' | 'sha384' | 'sha512' | 'sha1'

/** A Hawk key: text (its UTF-8 bytes are the key) or raw bytes. It is never decoded. */
export type HawkKey = string | Uint8Array

/**
 * What a credential store answers for an id: a plain record. Your own record extends it; whatever else it
 * holds comes back, without the keys, from a guard's `auth(…)`.
 *
 * A record that breaks these rules is a server fault (`ERR_HAWK_INVALID_CREDENTIALS`, 500), never an
 * admission. Source of the rules: DESIGN, "The two contracts".
 */
export interface HawkCredentials {
  /** Exactly the id that was asked for, code unit for code unit; otherwise the id counts as unknown. */
  id: string
  /** The shared secret; text keys are used as their UTF-8 bytes. Not empty. */
  key: HawkKey
  /** While a rotation overlaps: the key before this one, good up to and including `notAfterMs` (ms since the epoch). */
  previousKey?: { key: HawkKey; notAfterMs: number } | null | undefined
  /** Default `sha256`. */
  algorithm?: HawkAlgorithm | undefined
  /** Exactly `true` admits. Required, so that a store which forgets it does not compile. */
  approved: boolean
  /** Anything but `undefined` or `false` suspends. */
  suspended?: boolean | undefined
  /** Milliseconds since the epoch, exclusive; `null` is absent; anything else that is not a finite number is a broken record. */
  expiresAtMs?: number | null | undefined
  /** When present, the header's `app` must be equal. */
  app?: string | null | undefined
  /** When present, the header's `dlg` must be equal. */
  dlg?: string | null | undefined
}

/**
 * What was sent, without the MAC: a request has id, ts and nonce, and hash, ext, app, dlg where present;
 * a bewit has id and ext; a message has id, ts, nonce and hash. Nothing in it is authenticated when a
 * store sees it.
 */
export interface HawkHeader {
  readonly id: string
  readonly ts?: string | undefined
  readonly nonce?: string | undefined
  readonly hash?: string | undefined
  readonly ext?: string | undefined
  readonly app?: string | undefined
  readonly dlg?: string | undefined
}

/** What a lookup may answer; `null` or `undefined` means that the id is unknown. */
export type Found<C extends HawkCredentials> = C | null | undefined

/** A function that looks credentials up; it serves as a {@link CredentialStore}. */
export type FindCredentials<C extends HawkCredentials> = (
  id: string,
  header: HawkHeader,
) => Found<C> | Promise<Found<C>>

/**
 * Where credentials come from. A store that throws or rejects is a refusal (`ERR_HAWK_STORE_UNAVAILABLE`,
 * 503), never an admission.
 */
export interface CredentialStore<C extends HawkCredentials> {
  /** Looks one id up. `header` is what was sent; nothing in it is authenticated yet. */
  find(id: string, header: HawkHeader): Found<C> | Promise<Found<C>>
  /** Told after a request was accepted, off its path: "last used". What it throws is ignored. */
  used?(id: string, atMs: number): void
}

/**
 * A record without its keys, as every outward surface shows it. It is distributive over unions and keeps
 * the ids of records that carry an index signature.
 */
export type WithoutKeys<C> = C extends unknown
  ? { [K in keyof C as Exclude<K, 'key' | 'previousKey'>]: C[K] }
  : never
