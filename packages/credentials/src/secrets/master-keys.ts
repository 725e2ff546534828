import { createSecretKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { RegistryError } from '../registry-error.js'
import { openSealed, parseSealed, sealText } from './sealed-text.js'
import type { NamedKey } from './sealed-text.js'

const KEY_BYTES = 32
/** Shorter than any key, so that a key in the place of its id is none. */
const KEY_ID = /^[-A-Za-z0-9_]{1,32}$/
const FORM = '"keyid:base64 of 32 bytes", several separated by commas'

/**
 * The keys under which secrets are kept: the first seals, each opens what was sealed with it. They are held in private
 * fields that no JSON, spread or inspection shows. Nonces are random: one key may seal 2^32 texts.
 */
export class MasterKeys {
  /** The id of the key that seals. */
  readonly currentKeyId: string
  readonly #first: NamedKey
  readonly #keys: ReadonlyMap<string, KeyObject>

  /** @param keys - the first seals; ids are 1 to 32 of `-A-Za-z0-9_`, no two the same; keys have 32 bytes */
  constructor(keys: readonly NamedKey[]) {
    const [first] = keys
    if (first === undefined) throw new TypeError('MasterKeys: there must be a key')
    this.currentKeyId = first.keyId
    this.#first = first
    this.#keys = new Map(keys.map(({ keyId, key }) => [keyId, key]))
  }

  /**
   * Seals text with the first key. It is different each time.
   *
   * @param context - where the text belongs; it opens nowhere else
   * @returns `v1.<keyid>.<base64url of nonce, ciphertext and tag>`
   */
  seal(text: string, context: readonly string[]): string {
    return sealText(this.#first, text, context)
  }

  /**
   * Opens sealed text.
   *
   * @param context - exactly what it was sealed for
   * @throws RegistryError `ERR_REGISTRY_MASTER_KEY_WRONG` where its key is not among these (the message names its id),
   * `ERR_REGISTRY_SECRET_UNREADABLE` where it is no sealed text, was altered, or was sealed for something else
   */
  open(sealed: string, context: readonly string[]): string {
    const parsed = parseSealed(sealed)
    if (parsed === null) {
      throw unreadable('It is no sealed text of a format that this version knows')
    }
    const key = this.#keys.get(parsed.keyId)
    if (key === undefined) throw this.#unknownKey(parsed.keyId)
    const text = openSealed(parsed, key, context)
    if (text !== null) return text
    throw unreadable(
      `The master key "${parsed.keyId}" does not open it: it was altered or moved, or sealed with another key of that name`,
    )
  }

  /** The ids of all keys. */
  get keyIds(): readonly string[] {
    return [...this.#keys.keys()]
  }

  /** Whether sealed text names the first key. */
  isCurrent(sealed: string): boolean {
    return parseSealed(sealed)?.keyId === this.currentKeyId
  }

  #unknownKey(keyId: string): RegistryError {
    const given = this.keyIds.map((each) => `"${each}"`).join(', ')
    return wrongKey(`It was sealed with the master key "${keyId}", which is not given; given are ${given}`)
  }
}

/**
 * Reads master keys.
 *
 * @param text - `keyid:base64 of 32 bytes`, several separated by commas; white space around each is left out
 * @throws RegistryError `ERR_REGISTRY_MASTER_KEY_WRONG`; its message says which key is wrong and why, and holds nothing of
 * the text
 */
export function parseMasterKeys(text: string): MasterKeys {
  if (text.trim() === '') throw wrongKey(`there is no key; it must be ${FORM}`)
  const entries = text.split(',')
  const keys = entries.map((entry, index) =>
    parseKey(entry.trim(), entries.length === 1 ? 'the key' : `key ${index + 1} of ${entries.length}`),
  )
  requireDifferent(keys)
  return new MasterKeys(keys)
}

/** A new master key with a name of its own, as {@link parseMasterKeys} reads it. */
export function newMasterKey(): string {
  return `k${randomBytes(4).toString('hex')}:${randomBytes(KEY_BYTES).toString('base64')}`
}

function parseKey(entry: string, which: string): NamedKey {
  const colon = entry.indexOf(':')
  if (entry === '') throw wrongKey(`${which} is empty; there is a comma too many`)
  if (colon === -1) throw wrongKey(`${which} has no ":" between its id and its base64`)
  const keyId = entry.slice(0, colon)
  if (!KEY_ID.test(keyId)) {
    throw wrongKey(`the id of ${which} must be 1 to 32 of A-Z, a-z, 0-9, "-" and "_"`)
  }
  return { keyId, key: createSecretKey(parseBytes(entry.slice(colon + 1), which)) }
}

/** The padding may be missing; otherwise each key has one spelling, so that a slip does not pass for another key. */
function parseBytes(base64: string, which: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64')
  const padded = bytes.toString('base64')
  if (base64 === '' || (base64 !== padded && base64 !== padded.replace(/=+$/, ''))) {
    throw wrongKey(`${which} must be base64 behind its ":"`)
  }
  if (bytes.length === KEY_BYTES) return bytes
  throw wrongKey(`${which} must have ${KEY_BYTES} bytes, got ${bytes.length} from its base64`)
}

function requireDifferent(keys: readonly NamedKey[]): void {
  keys.forEach(({ keyId, key }, index) => {
    for (const [earlier, other] of keys.slice(0, index).entries()) {
      const which = `keys ${earlier + 1} and ${index + 1}`
      if (other.keyId === keyId) throw wrongKey(`${which} have the same id`)
      // Whoever puts a new id before an old key believes that it was replaced.
      if (other.key.equals(key)) throw wrongKey(`${which} are the same key under two ids`)
    }
  })
}

function wrongKey(message: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_MASTER_KEY_WRONG', message)
}

function unreadable(message: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_SECRET_UNREADABLE', message)
}
