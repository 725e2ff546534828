import { describe, expect, it } from 'vitest'
import { readSeed, readWholeNumber } from '../environment.js'
import { ADAPTERS } from './adapters.js'
import { runCampaign } from './campaign.js'
import { mutationNames } from './recipes.js'

const ORDINARY_REQUESTS = 10_000
const requests = readWholeNumber('HAWK_HOSTILE_REQUESTS') ?? ORDINARY_REQUESTS
const seed = readSeed('HAWK_HOSTILE_SEED')

console.log(`hostile input: ${requests} requests to each adapter, HAWK_HOSTILE_SEED=${seed}`)

/** How many requests surely have every mutation among them. */
const ENOUGH_FOR_ALL = 5000

describe('hostile input', () => {
  for (const adapter of ADAPTERS) {
    const name = `${adapter.name} answers 4xx where an answer is due, and lets none of it reach a handler`
    it(name, { timeout: 0 }, async () => {
      const progress = (taken: number): void => {
        if (requests > ORDINARY_REQUESTS && taken % ORDINARY_REQUESTS === 0)
          console.log(`${adapter.name}: ${taken} of ${requests}`)
      }
      const report = await runCampaign({ adapter, requests, seed, progress })
      expect(report.complaints.join('\n\n'), `HAWK_HOSTILE_SEED=${seed}`).toBe('')
      expect(report.hostile).toBe(requests)
      expect(report.honest).toBeGreaterThan(requests / 20)
      // A server that hangs up on everybody would be up, too.
      expect(report.answered).toBeGreaterThan(requests / 2)
      if (requests < ENOUGH_FOR_ALL) return
      const expected = mutationNames().filter((mutation) => adapter.unseen?.includes(mutation) !== true)
      expect([...report.mutations.keys()].sort()).toEqual(expected.sort())
    })
  }
})
