import type { HawkCredentials, WithoutKeys } from './credentials.js'

/** The fields of a record that never leave the verifier. */
const KEY_FIELDS: ReadonlySet<string> = new Set(['key', 'previousKey'] satisfies (keyof HawkCredentials)[])

/**
 * Makes the copies of credential records that verdicts show: without keys, frozen, one for each record. A copy is
 * used again only while every field of its record is what it was, so that a record changed in place is seen.
 */
export class ShownCredentials<C extends HawkCredentials> {
  readonly #shown = new WeakMap<C, WithoutKeys<C>>()

  /** The record without its keys. */
  of(record: C): WithoutKeys<C> {
    const known = this.#shown.get(record)
    if (known !== undefined && isCurrent(known, record)) return known
    const shown = withoutKeys(record)
    this.#shown.set(record, shown)
    return shown
  }
}

function withoutKeys<C extends HawkCredentials>(record: C): WithoutKeys<C> {
  const fields = Object.entries(record).filter(([name]) => !KEY_FIELDS.has(name))
  return Object.freeze(Object.fromEntries(fields)) as WithoutKeys<C>
}

function isCurrent(shown: object, record: object): boolean {
  let fields = 0
  for (const name in record) {
    if (KEY_FIELDS.has(name)) continue
    fields += 1
    if ((shown as Record<string, unknown>)[name] !== (record as Record<string, unknown>)[name]) return false
  }
  return fields === Object.keys(shown).length
}
