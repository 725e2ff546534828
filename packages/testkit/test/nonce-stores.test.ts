import { createMemoryNonceStore } from '@hawk-auth/core'
import { nonceStoreSuite } from '@hawk-auth/testkit'
import { describe, expect, it, test } from 'vitest'
import { BROKEN_NONCE_STORES } from './support/broken-nonce-stores.js'
import { collectCases, failuresOf } from './support/collected-cases.js'

const runner = { describe, it }

nonceStoreSuite(runner, {
  name: 'the in-memory nonce store',
  createStore: () => createMemoryNonceStore(),
  createBoundedStore: (maxEntries) => createMemoryNonceStore({ maxEntries }),
})

nonceStoreSuite(runner, {
  name: 'a nonce store that answers later',
  createStore: () => {
    const store = createMemoryNonceStore()
    return {
      claim: async (use) => {
        await Promise.resolve()
        return store.claim(use)
      },
    }
  },
})

describe('the nonce store suite', () => {
  test.each(Object.entries(BROKEN_NONCE_STORES))('fails for %s', async (_, { createStore, fails }) => {
    const cases = collectCases((collecting) => nonceStoreSuite(collecting, { name: 'broken', createStore }))
    expect(cases.map(({ name }) => name)).toContain(fails)
    expect(await failuresOf(cases.filter(({ name }) => name === fails))).toEqual([fails])
  })

  it('ends every store that it made', async () => {
    let open = 0
    const cases = collectCases((collecting) => {
      nonceStoreSuite(collecting, {
        name: 'counted',
        createStore: () => {
          open++
          return createMemoryNonceStore()
        },
        close: () => {
          open--
        },
      })
    })
    expect(await failuresOf(cases)).toEqual([])
    expect(open).toBe(0)
  })
})
