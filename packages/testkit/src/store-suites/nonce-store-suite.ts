import type { Claim, NonceStore } from '@hawk-auth/core'
import { deepEqual, equal, ok } from 'node:assert/strict'
import type { TestRunner } from '../test-runner.js'
import { claims, forgetsNothing, NOW_MS, shown, USE } from './claims.js'
import { distinctUses, oddTexts } from './odd-texts.js'

/** A nonce store, as the suite needs to know it. */
export interface NonceStoreUnderTest {
  /** Begins the names of the cases. */
  name: string
  /** Makes an empty store. */
  createStore: () => NonceStore | Promise<NonceStore>
  /** Makes an empty store that holds at most about this many nonces, where that can be told. */
  createBoundedStore?: (maxEntries: number) => NonceStore | Promise<NonceStore>
  /** Ends a store. */
  close?: (store: NonceStore) => void | Promise<void>
}

const CLAIMS: readonly unknown[] = ['admitted', 'replayed', 'full', 'share-exhausted'] satisfies Claim[]
const BOUND = 50

/**
 * Holds a replay cache against the contract of a `NonceStore`: each nonce is admitted once, however many ask at once,
 * and is not forgotten while it is live.
 *
 * @param runner - `describe` and `it` of vitest, node:test or the like
 * @param store - makes the stores; each case has one of its own
 * @example
 * nonceStoreSuite({ describe, it }, { name: 'my store', createStore: () => createMyStore(client) })
 */
export function nonceStoreSuite(
  runner: TestRunner,
  { name, createStore, createBoundedStore, close }: NonceStoreUnderTest,
): void {
  const it = (title: string, body: (store: NonceStore) => Promise<void>, create = createStore): void => {
    runner.it(title, async () => {
      const store = await create()
      try {
        await body(store)
      } finally {
        await close?.(store)
      }
    })
  }

  runner.describe(name, () => {
    it('admits a nonce once', async (store) => {
      deepEqual(await claims(store, [USE, USE, USE]), ['admitted', 'replayed', 'replayed'])
    })

    it('admits exactly one of 200 equal claims that are made at once', async (store) => {
      const answers = await Promise.all(Array.from({ length: 200 }, async () => store.claim({ ...USE })))
      equal(answers.filter((claim) => claim === 'admitted').length, 1)
      equal(answers.filter((claim) => claim === 'replayed').length, 199)
    })

    it('admits each of 200 different claims that are made at once', async (store) => {
      const uses = Array.from({ length: 200 }, (_, at) => ({
        ...USE,
        id: `client ${at % 50}`,
        nonce: `n${at}`,
      }))
      const answers = await Promise.all(uses.map(async (use) => store.claim(use)))
      deepEqual(new Set(answers), new Set(['admitted']))
    })

    it('tells uses apart that differ in the id, in the timestamp as it was sent, or in the nonce', async (store) => {
      for (const use of distinctUses(USE)) {
        equal(await store.claim(use), 'admitted', `admits ${shown(use)}`)
      }
      for (const use of distinctUses(USE)) {
        equal(await store.claim(use), 'replayed', `remembers ${shown(use)}`)
      }
    })

    it('takes odd and long texts for what they are', async (store) => {
      const uses = oddTexts().flatMap((text) => [
        { ...USE, nonce: text },
        { ...USE, id: text, ts: '1' },
      ])
      for (const use of uses) equal(await store.claim(use), 'admitted', `admits ${shown(use)}`)
      for (const use of uses) equal(await store.claim(use), 'replayed', `remembers ${shown(use)}`)
    })

    it('remembers a nonce up to and including keepUntilMs', async (store) => {
      equal(await store.claim(USE), 'admitted')
      for (const nowMs of [NOW_MS + 60_000, USE.keepUntilMs - 1, USE.keepUntilMs]) {
        equal(await store.claim({ ...USE, nowMs }), 'replayed')
      }
    })

    it('expires by the nowMs of the claims, not by a clock of its own', async (store) => {
      for (const nowMs of [Date.UTC(2001, 0), Date.UTC(2201, 0)]) {
        const use = { ...USE, ts: String(nowMs / 1000), keepUntilMs: nowMs + 120_000, nowMs }
        deepEqual(await claims(store, [use, use]), ['admitted', 'replayed'])
        equal(await store.claim({ ...use, nowMs: use.keepUntilMs }), 'replayed')
      }
    })

    it('readmits nothing when the clock steps back by up to a minute', async (store) => {
      equal(await store.claim(USE), 'admitted')
      equal(await store.claim({ ...USE, nonce: 'later', nowMs: USE.keepUntilMs }), 'admitted')
      for (const stepMs of [1000, 30_000, 60_000]) {
        equal(await store.claim({ ...USE, nowMs: USE.keepUntilMs - stepMs }), 'replayed')
      }
    })

    it('does not shorten the life of a nonce when it is claimed again for a shorter one', async (store) => {
      equal(await store.claim(USE), 'admitted')
      equal(await store.claim({ ...USE, keepUntilMs: NOW_MS + 1000 }), 'replayed')
      equal(await store.claim({ ...USE, nowMs: NOW_MS + 60_000 }), 'replayed')
    })

    it('keeps copies: a claim that is changed afterwards changes nothing', async (store) => {
      const use = { ...USE }
      equal(await store.claim(use), 'admitted')
      use.nonce = 'another'
      use.keepUntilMs = 0
      equal(await store.claim({ ...USE }), 'replayed')
    })

    it('never forgets a live nonce to make room', async (store) => {
      await forgetsNothing(store, 5000)
    })

    it('answers nothing but the outcomes of a claim, and tells its scope', async (store) => {
      for (const claim of await claims(store, [USE, USE, { ...USE, nonce: 'other' }]))
        ok(CLAIMS.includes(claim))
      ok(store.scope === undefined || store.scope === 'process')
    })

    if (createBoundedStore === undefined) return
    const bounded = (): NonceStore | Promise<NonceStore> => createBoundedStore(BOUND)
    it(
      'says when it is full, and still forgets no live nonce',
      async (store) => {
        const answers = await forgetsNothing(store, BOUND * 4)
        ok(answers.some((claim) => claim === 'full' || claim === 'share-exhausted'))
      },
      bounded,
    )

    it(
      'has room again once nonces have expired',
      async (store) => {
        await forgetsNothing(store, BOUND * 4)
        const nowMs = USE.keepUntilMs + 86_400_000
        equal(
          await store.claim({ ...USE, ts: '1', nonce: 'later', keepUntilMs: nowMs + 120_000, nowMs }),
          'admitted',
        )
      },
      bounded,
    )
  })
}
