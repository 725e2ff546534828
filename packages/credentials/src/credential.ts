import type { HawkCredentials } from '@hawk-auth/core'

/**
 * Where a credential stands in its life: requested and waiting, usable, turned down, stopped for a while, or gone (its id
 * stays taken).
 */
export type CredentialStatus = 'pending' | 'approved' | 'refused' | 'suspended' | 'deleted'

/** The algorithms that the registry gives credentials for; sha1 is none of them. */
export type RegistryAlgorithm = 'sha256' | 'sha384' | 'sha512'

/** A credential as everybody may see it: without its secrets. Times are ms since the epoch. */
export interface Credential {
  /** 1 to 32 of `-a-zA-Z0-9_`. */
  readonly id: string
  /** Who answers for it: opaque text, compared byte for byte, at most 255 bytes. */
  readonly owner: string
  readonly ownerEmail: string | null
  /** Text for people, at most 1000 characters. */
  readonly description: string
  readonly algorithm: RegistryAlgorithm
  readonly status: CredentialStatus
  /** 1 at first, one more with each change; no use is one. A freed id goes on from its last: none is given twice. */
  readonly version: number
  readonly expiresAtMs: number | null
  readonly createdAtMs: number
  readonly changedAtMs: number
  /** Written at most once a minute. */
  readonly lastUsedAtMs: number | null
  /** While a rotation overlaps: until when, inclusive, the previous secret works. */
  readonly previousSecretUntilMs: number | null
}

/** What a new credential needs. */
export interface NewCredential {
  id: string
  owner: string
  ownerEmail?: string | null | undefined
  description: string
  /** Default `sha256`. */
  algorithm?: RegistryAlgorithm | undefined
  /** When it stops working, in ms since the epoch; in the future. Default never. */
  expiresAtMs?: number | null | undefined
}

/** A credential together with the secret that was just made, which is not shown again. */
export interface CredentialWithSecret {
  credential: Credential
  /** 43 base64url characters, themselves the Hawk key; or the imported secret. */
  secret: string
}

/** What the registry's credential store answers: what guards hand on of it is `id`, `owner`, `algorithm` and the rest without keys. */
export interface RegisteredCredentials extends HawkCredentials {
  key: string
  previousKey: { key: string; notAfterMs: number } | null
  algorithm: RegistryAlgorithm
  suspended: boolean
  expiresAtMs: number | null
  owner: string
}
