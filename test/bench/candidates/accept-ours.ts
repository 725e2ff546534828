import { createMemoryNonceStore, createVerifier } from '@hawk-auth/core'
import type { CredentialStore, HawkCredentials, MaybePromise, NonceStore } from '@hawk-auth/core'
import type { Verdict, Verifier } from '@hawk-auth/core'
import type { Candidate } from '../measure.js'
import { Cursor } from './cursor.js'
import { findRecord, findRecordLater } from './record.js'
import type { Traffic } from './traffic.js'

type MakeVerifier = (nonces: NonceStore, clock: () => number) => Verifier<HawkCredentials>

/** Our verifier on traffic that it accepts, with a store that already holds two minutes of it. */
class Accepting {
  verifier: Verifier<HawkCredentials> | undefined
  nowMs = 0
  readonly cursor: Cursor
  readonly #traffic: Traffic

  constructor(traffic: Traffic, makeVerifier: MakeVerifier) {
    this.#traffic = traffic
    this.cursor = new Cursor(traffic.length, () => {
      const nonces = createMemoryNonceStore()
      traffic.claimEarlier(nonces)
      this.nowMs = 0
      this.verifier = makeVerifier(nonces, () => this.nowMs)
    })
  }

  prepare(count: number): void {
    this.cursor.prepare(count)
    this.nowMs = this.#traffic.msOf(this.cursor.at)
  }

  verify(index: number): MaybePromise<Verdict<HawkCredentials>> {
    const facts = this.#traffic.facts[index]
    if (this.verifier === undefined || facts === undefined) throw new RangeError('nothing is prepared')
    return this.verifier.verify(facts)
  }
}

/** Accepts with both stores answering at once. */
export function acceptOurs(traffic: Traffic): Candidate {
  const accepting = new Accepting(traffic, (nonces, clock) =>
    createVerifier({ credentials: findRecord, nonces, clock }),
  )
  return {
    name: 'ours',
    prepare: (count) => accepting.prepare(count),
    run(count) {
      const { cursor } = accepting
      for (const end = cursor.at + count; cursor.at < end; cursor.at += 1) {
        const verdict = accepting.verify(cursor.at)
        if (verdict instanceof Promise)
          throw new Error('ours: answered later, with stores that answer at once')
        mustBeAccepted(verdict)
      }
    },
  }
}

/** Accepts with both stores answering later. */
export function acceptOursLater(traffic: Traffic): Candidate {
  const accepting = new Accepting(traffic, (nonces, clock) =>
    createVerifier({
      credentials: findRecordLater,
      nonces: { claim: async (use) => nonces.claim(use) },
      clock,
    }),
  )
  return {
    name: 'ours',
    prepare: (count) => accepting.prepare(count),
    async run(count) {
      const { cursor } = accepting
      for (const end = cursor.at + count; cursor.at < end; cursor.at += 1) {
        mustBeAccepted(await accepting.verify(cursor.at))
      }
    },
  }
}

/** Accepts with a store that mostly has the record at hand, and now and then asks a database for it. */
export function acceptOursFrom(credentials: CredentialStore<HawkCredentials>, traffic: Traffic): Candidate {
  const accepting = new Accepting(traffic, (nonces, clock) => createVerifier({ credentials, nonces, clock }))
  return {
    name: 'ours',
    prepare: (count) => accepting.prepare(count),
    async run(count) {
      const { cursor } = accepting
      for (const end = cursor.at + count; cursor.at < end; cursor.at += 1) {
        const verdict = accepting.verify(cursor.at)
        mustBeAccepted(verdict instanceof Promise ? await verdict : verdict)
      }
    },
  }
}

function mustBeAccepted(verdict: Verdict<HawkCredentials>): void {
  if (!verdict.ok) throw new Error(`ours: refused good traffic (${verdict.reason})`)
}
