import { algorithmOf, brokenField } from './credential-record.js'
import type { HawkAlgorithm, HawkCredentials, WithoutKeys } from './credentials.js'

/** The fields of a record that never leave the verifier. */
const KEY_FIELDS: ReadonlySet<string> = new Set(['key', 'previousKey'] satisfies (keyof HawkCredentials)[])

/** What was found out about a record's fields. */
export interface RecordFindings {
  /** What makes it unusable, if anything. */
  readonly broken: string | undefined
  readonly algorithm: HawkAlgorithm
}

/** What was found out about a record, and what the record was then. */
interface KnownRecord<C> extends RecordFindings {
  /** The key itself, which an entity may give by a getter that no list of fields shows. */
  readonly key: unknown
  /** The record without its keys, frozen: what verdicts show. */
  readonly shown: WithoutKeys<C>
  readonly names: readonly string[]
  readonly values: readonly unknown[]
}

/**
 * Looks at credential records once. What was found out is used again only while every field of the record is what it
 * was, so that a record changed in place is seen.
 */
export class CredentialRecords<C extends HawkCredentials> {
  readonly #known = new WeakMap<C, KnownRecord<C>>()
  readonly #algorithms: ReadonlySet<HawkAlgorithm>

  constructor(algorithms: readonly HawkAlgorithm[]) {
    this.#algorithms = new Set(algorithms)
  }

  /** What is known of a record. */
  look(record: C): KnownRecord<C> {
    const known = this.#known.get(record)
    if (known !== undefined && isCurrent(known, record)) return known
    const looked = {
      shown: withoutKeys(record),
      broken: brokenField(record, this.#algorithms),
      algorithm: algorithmOf(record),
      key: record.key,
      names: Object.keys(record),
      values: Object.values(record),
    }
    this.#known.set(record, looked)
    return looked
  }
}

function withoutKeys<C extends HawkCredentials>(record: C): WithoutKeys<C> {
  const fields = Object.entries(record).filter(([name]) => !KEY_FIELDS.has(name))
  return Object.freeze(Object.fromEntries(fields)) as WithoutKeys<C>
}

function isCurrent<C extends HawkCredentials>(known: KnownRecord<C>, record: C): boolean {
  if (known.key !== record.key || known.algorithm !== algorithmOf(record)) return false
  const { names, values } = known
  let at = 0
  for (const name in record) {
    if (names[at] !== name || values[at] !== record[name]) return false
    at += 1
  }
  return at === names.length
}
