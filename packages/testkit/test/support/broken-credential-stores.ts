import type { HawkCredentials } from '@hawk-auth/core'
import type { AnyCredentialStore } from '@hawk-auth/testkit'

/** A store that breaks one rule, and the case of the suite that must notice. */
export interface BrokenCredentialStore {
  createStore: (records: readonly HawkCredentials[]) => AnyCredentialStore
  fails: string
}

type Records = readonly HawkCredentials[]

const EACH = 'gives each record for its id'
const NEAR = 'gives nothing for an id that it does not have, however near'

/** Every way of breaking the contract that somebody has thought of. */
export const BROKEN_CREDENTIAL_STORES: Readonly<Record<string, BrokenCredentialStore>> = {
  'a store whose ids ignore case': matching((asked) => asked.toLowerCase(), NEAR),
  'a store whose ids are trimmed': matching((asked) => asked.trim(), NEAR),
  'a store that decodes ids': matching((asked) => asked.replace('%2D', '-'), NEAR),
  'a store that looks with LIKE': {
    createStore: (records: Records) => (asked) =>
      records.find(({ id }) =>
        new RegExp(`^${escaped(asked).replace(/%/g, '.*').replace(/_/g, '.')}$`).test(id),
      ),
    fails: NEAR,
  },
  'a store that looks by prefix': {
    createStore: (records: Records) => (asked) => records.find(({ id }) => id.startsWith(asked)),
    fails: NEAR,
  },
  'a store that is a plain object': {
    createStore: (records: Records) => {
      const byId = Object.fromEntries(records.map((record) => [record.id, record]))
      return (id) => byId[id]
    },
    fails: NEAR,
  },
  'a store that throws for an unknown id': {
    createStore: (records: Records) => (asked) => {
      const record = records.find(({ id }) => id === asked)
      if (record === undefined) throw new Error('no such client')
      return record
    },
    fails: NEAR,
  },
  'a store that gives an empty record for an unknown id': {
    createStore: (records: Records) => (asked) =>
      records.find(({ id }) => id === asked) ?? ({} as HawkCredentials),
    fails: NEAR,
  },
  'a store that fails for long ids': {
    createStore: (records: Records) => (asked) => {
      if (asked.length > 255) throw new Error('value too long')
      return records.find(({ id }) => id === asked)
    },
    fails: NEAR,
  },
  'a store whose approved is a number': changing(
    (record) => ({ ...record, approved: Number(record.approved) }),
    EACH,
  ),
  'a store that approves everybody': changing((record) => ({ ...record, approved: true }), EACH),
  'a store that forgets who is suspended': changing((record) => ({ ...record, suspended: undefined }), EACH),
  'a store whose times are seconds': changing(
    ({ expiresAtMs, ...record }) =>
      expiresAtMs == null ? record : { ...record, expiresAtMs: expiresAtMs / 1000 },
    EACH,
  ),
  'a store that forgets when credentials expire': changing(
    (record) => ({ ...record, expiresAtMs: undefined }),
    'has a verifier accept the approved, and refuse everybody else for the right reason',
  ),
  'a store that reads keys as base64': changing(
    (record) => ({ ...record, key: Buffer.from(String(record.key), 'base64') }),
    EACH,
  ),
  'a store that reads binary keys as text': changing(
    (record) => ({ ...record, key: String(record.key) }),
    EACH,
  ),
  'a store that forgets the algorithm': changing((record) => ({ ...record, algorithm: undefined }), EACH),
  'a store that answers those who ask at once with the last answer': {
    createStore: (records: Records) => {
      let last: HawkCredentials | undefined
      return async (asked) => {
        last = records.find(({ id }) => id === asked)
        await Promise.resolve()
        return last
      }
    },
    fails: 'gives everybody his own answer when many ask at once',
  },
  'a store that gives a record once': {
    createStore: (records: Records) => {
      const left = new Map(records.map((record) => [record.id, record]))
      return (asked) => {
        const record = left.get(asked)
        left.delete(asked)
        return record
      }
    },
    fails: 'gives the same answers when it is asked again',
  },
  'a store that fails when it is told of a use': {
    createStore: (records: Records) => ({
      find: (asked) => records.find(({ id }) => id === asked),
      used: (asked) => {
        if (!records.some(({ id }) => id === asked)) throw new Error('no such client')
      },
    }),
    fails: 'takes reports of use, of ids that it does not have too, without failing',
  },
}

/** A store that is right but for the ids that it takes for equal. */
function matching(spelling: (asked: string) => string, fails: string): BrokenCredentialStore {
  return { createStore: (records) => (asked) => records.find(({ id }) => id === spelling(asked)), fails }
}

/** A store that is right but for what it makes of its records. */
function changing(change: (record: HawkCredentials) => object, fails: string): BrokenCredentialStore {
  return {
    createStore: (records) => (asked) => {
      const record = records.find(({ id }) => id === asked)
      return record && (change(record) as HawkCredentials)
    },
    fails,
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
