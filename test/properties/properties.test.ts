import { describe, expect, it } from 'vitest'
import { agreementOnBewits } from './agreement-on-bewits.js'
import { agreementOnMessages } from './agreement-on-messages.js'
import { agreementOnRequests } from './agreement-on-requests.js'
import { signedAnswers } from './signed-answers.js'
import { signedBewitsAndMessages } from './signed-bewits-and-messages.js'
import { signedRequests } from './signed-requests.js'
import { tampering } from './tampering.js'
import { ORDINARY_RUNS, seed, shareOut, totalRuns } from './property.js'

const properties = shareOut([
  ...signedRequests,
  ...signedBewitsAndMessages,
  ...signedAnswers,
  ...tampering,
  ...agreementOnRequests,
  ...agreementOnBewits,
  ...agreementOnMessages,
])

console.log(`properties: ${totalRuns} runs, HAWK_PROPERTY_SEED=${seed}`)

describe('the properties against the reference', () => {
  it('are at least 10 000 runs in an ordinary test run', () => {
    expect(ORDINARY_RUNS).toBeGreaterThanOrEqual(10_000)
    expect(properties.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(totalRuns)
  })

  it.each(properties)('$name', async ({ run, runs }) => {
    await run(runs, seed)
  })
})
