import { RegistryError } from './registry-error.js'
import type { SecretRow, SecretSlot } from './schema.js'
import type { MasterKeys } from './secrets/master-keys.js'
import { fingerprintOf, secretContext } from './secrets/secret.js'

/** Where a secret stands; it can be opened nowhere else. */
export interface SecretPlace {
  id: string
  slot: SecretSlot
  algorithm: string
  /** Of the previous secret: the last moment at which it works. */
  notAfterMs?: number | null | undefined
}

/** Seals secrets for their rows and opens them again. Its keys are shown by no inspect, JSON or spread. */
export class SecretVault {
  readonly #masterKeys: MasterKeys
  readonly #fingerprintKey: Uint8Array

  constructor(masterKeys: MasterKeys, fingerprintKey: Uint8Array) {
    this.#masterKeys = masterKeys
    this.#fingerprintKey = fingerprintKey
  }

  /** The id of the master key that seals. */
  get currentKeyId(): string {
    return this.#masterKeys.currentKeyId
  }

  /** The row of a secret. */
  seal({ id, slot, algorithm, notAfterMs = null }: SecretPlace, secret: string): SecretRow {
    return {
      credential_id: id,
      slot,
      sealed: this.#masterKeys.seal(secret, secretContext(id, slot, algorithm)),
      fingerprint: this.fingerprint(secret),
      not_after_ms: notAfterMs,
    }
  }

  /** Opens the secret of a row. */
  open({ credential_id: id, slot, sealed }: SecretRow, algorithm: string): string {
    try {
      return this.#masterKeys.open(sealed, secretContext(id, slot, algorithm))
    } catch (error) {
      throw namingTheCredential(error, id)
    }
  }

  /** A keyed fingerprint, the same for the same secret in this registry alone. */
  fingerprint(secret: string): string {
    return fingerprintOf(this.#fingerprintKey, secret)
  }

  /** The secret of a row sealed with the first master key; null where it is already. Opens it in either case. */
  reseal(row: SecretRow, algorithm: string): string | null {
    const secret = this.open(row, algorithm)
    if (this.#masterKeys.isCurrent(row.sealed)) return null
    return this.#masterKeys.seal(secret, secretContext(row.credential_id, row.slot, algorithm))
  }

  /** The same for the fingerprint key. */
  resealFingerprintKey(sealed: string): string | null {
    const key = this.#masterKeys.open(sealed, FINGERPRINT_CONTEXT)
    return this.#masterKeys.isCurrent(sealed) ? null : this.#masterKeys.seal(key, FINGERPRINT_CONTEXT)
  }
}

/** What the fingerprint key is sealed for. */
export const FINGERPRINT_CONTEXT: readonly string[] = ['fingerprint-key']

function namingTheCredential(error: unknown, id: string): unknown {
  if (!(error instanceof RegistryError)) return error
  return new RegistryError(error.code, `The secret of the credential "${id}": ${error.message}`, {
    cause: error,
  })
}
