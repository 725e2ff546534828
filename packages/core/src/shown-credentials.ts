import type { HawkCredentials, WithoutKeys } from './credentials.js'

/** The fields of a record that never leave the verifier. */
const KEY_FIELDS: ReadonlySet<string> = new Set(['key', 'previousKey'] satisfies (keyof HawkCredentials)[])

/** A record's copy without keys, and what the record was when it was made. */
interface Entry<C> {
  shown: WithoutKeys<C>
  names: readonly string[]
  values: readonly unknown[]
}

/**
 * Makes the copies of credential records that verdicts show: without keys, frozen, one for each record. A copy is
 * used again only while every field of its record is what it was, so that a record changed in place is seen.
 */
export class ShownCredentials<C extends HawkCredentials> {
  readonly #entries = new WeakMap<C, Entry<C>>()

  /** The record without its keys. */
  of(record: C): WithoutKeys<C> {
    const known = this.#entries.get(record)
    if (known !== undefined && isCurrent(known, record)) return known.shown
    const shown = withoutKeys(record)
    this.#entries.set(record, { shown, names: Object.keys(record), values: Object.values(record) })
    return shown
  }
}

function withoutKeys<C extends HawkCredentials>(record: C): WithoutKeys<C> {
  const fields = Object.entries(record).filter(([name]) => !KEY_FIELDS.has(name))
  return Object.freeze(Object.fromEntries(fields)) as WithoutKeys<C>
}

function isCurrent({ names, values }: Entry<unknown>, record: object): boolean {
  let at = 0
  for (const name in record) {
    if (names[at] !== name || values[at] !== (record as Record<string, unknown>)[name]) return false
    at += 1
  }
  return at === names.length
}
