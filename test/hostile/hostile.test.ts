import { describe, expect, it } from 'vitest'
import { readSeed, readWholeNumber } from '../environment.js'
import { ADAPTERS } from './adapters.js'
import { runCampaign } from './campaign.js'

const ORDINARY_REQUESTS = 10_000
const requests = readWholeNumber('HAWK_HOSTILE_REQUESTS') ?? ORDINARY_REQUESTS
const seed = readSeed('HAWK_HOSTILE_SEED')

console.log(`hostile input: ${requests} requests to each adapter, HAWK_HOSTILE_SEED=${seed}`)

describe('hostile input', () => {
  it.each(ADAPTERS)(
    '$name answers 4xx where an answer is due, and lets nothing of it reach a handler',
    async (adapter) => {
      const progress = (taken: number): void => {
        if (taken % ORDINARY_REQUESTS === 0 && requests > ORDINARY_REQUESTS)
          console.log(`${adapter.name}: ${taken} of ${requests}`)
      }
      const { complaints, hostile, honest, answered } = await runCampaign({
        adapter,
        requests,
        seed,
        progress,
      })
      expect(complaints.join('\n\n'), `HAWK_HOSTILE_SEED=${seed}`).toBe('')
      expect(hostile).toBe(requests)
      expect(honest).toBeGreaterThan(requests / 20)
      // A server that hangs up on everybody would be up, too.
      expect(answered).toBeGreaterThan(requests / 2)
    },
    0,
  )
})
