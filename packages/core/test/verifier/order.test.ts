import { createVerifier } from '@hawk-auth/core'
import type { HawkErrorCode, RequestFacts } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { createFakeClock, NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts, withBadMac } from '../support/requests.js'
import { createForgetfulNonceStore } from '../support/stores.js'
import { accepted, atOnce, outcome } from '../support/verdicts.js'

/** Everything that can be wrong with one request, before any of it is. */
interface Scenario {
  timestamp: number
  signedPayload: string
  receivedPayload: string
  hasBadMac: boolean
  isMalformed: boolean
  target: string | undefined
  record: Client | null
  storeFails: boolean
  clockFellBehind: boolean
  wasUsed: boolean
}

function soundScenario(): Scenario {
  return {
    timestamp: NOW_S,
    signedPayload: 'body',
    receivedPayload: 'body',
    hasBadMac: false,
    isMalformed: false,
    target: undefined,
    record: client(),
    storeFails: false,
    clockFellBehind: false,
    wasUsed: false,
  }
}

function factsOf(scenario: Scenario): RequestFacts {
  const { timestamp, signedPayload, receivedPayload, target } = scenario
  const sign = { method: 'POST', timestamp, nonce: 'one', payload: signedPayload }
  const facts = signedFacts(sign, { payload: receivedPayload, ...(target === undefined ? {} : { target }) })
  const sent = scenario.hasBadMac ? withBadMac(facts) : facts
  return scenario.isMalformed ? { ...sent, authorization: `${sent.authorization ?? ''}, x="1"` } : sent
}

/** Plays a scenario; the one request that may come before uses the nonce up or moves the clock ahead. */
function play(scenario: Scenario): 'accepted' | HawkErrorCode {
  const clock = createFakeClock()
  let answer: () => Client | null = () => client()
  const verifier = createVerifier<Client>({
    credentials: () => answer(),
    nonces: createForgetfulNonceStore(),
    clock: clock.now,
  })
  if (scenario.wasUsed) {
    clock.set(scenario.timestamp * 1000)
    accepted(atOnce(verifier.verify(factsOf({ ...soundScenario(), timestamp: scenario.timestamp }))))
    clock.set(NOW_MS)
  }
  if (scenario.clockFellBehind) {
    clock.advance(60_001)
    accepted(atOnce(verifier.verify(signedFacts({ timestamp: NOW_S + 60 }))))
    clock.set(NOW_MS)
  }
  answer = () => {
    if (scenario.storeFails) throw new Error('down')
    return scenario.record
  }
  return outcome(atOnce(verifier.verify(factsOf(scenario))))
}

/** What can be wrong, in the order in which it must be told (DESIGN section 2). */
const faults: readonly {
  name: string
  code: HawkErrorCode
  apply: (scenario: Scenario) => Partial<Scenario>
}[] = [
  { name: 'malformed', code: 'ERR_HAWK_MALFORMED', apply: () => ({ isMalformed: true }) },
  { name: 'a target with a space', code: 'ERR_HAWK_MALFORMED', apply: () => ({ target: '/a b' }) },
  { name: 'a store that fails', code: 'ERR_HAWK_STORE_UNAVAILABLE', apply: () => ({ storeFails: true }) },
  { name: 'unknown', code: 'ERR_HAWK_BAD_MAC', apply: () => ({ record: null }) },
  {
    name: 'a broken record',
    code: 'ERR_HAWK_INVALID_CREDENTIALS',
    apply: ({ record }) => ({ record: record && ({ ...record, key: '' } satisfies Client) }),
  },
  { name: 'a bad MAC', code: 'ERR_HAWK_BAD_MAC', apply: () => ({ hasBadMac: true }) },
  { name: 'a clock behind', code: 'ERR_HAWK_CLOCK_BEHIND', apply: () => ({ clockFellBehind: true }) },
  { name: 'stale', code: 'ERR_HAWK_STALE_TIMESTAMP', apply: () => ({ timestamp: NOW_S - 61 }) },
  {
    name: 'not approved',
    code: 'ERR_HAWK_NOT_APPROVED',
    apply: ({ record }) => ({ record: record && { ...record, approved: false } }),
  },
  {
    name: 'suspended',
    code: 'ERR_HAWK_SUSPENDED',
    apply: ({ record }) => ({ record: record && { ...record, suspended: true } }),
  },
  {
    name: 'expired',
    code: 'ERR_HAWK_EXPIRED_CREDENTIALS',
    apply: ({ record }) => ({ record: record && { ...record, expiresAtMs: NOW_MS } }),
  },
  { name: 'replayed', code: 'ERR_HAWK_REPLAYED', apply: () => ({ wasUsed: true }) },
  { name: 'another body', code: 'ERR_HAWK_BAD_PAYLOAD_HASH', apply: () => ({ receivedPayload: 'other' }) },
]

function scenarioOf(...indexes: number[]): Scenario {
  return indexes.reduce<Scenario>(
    (scenario, index) => ({ ...scenario, ...faults[index]?.apply(scenario) }),
    soundScenario(),
  )
}

const pairs = faults.flatMap((first, index) =>
  faults.slice(index + 1).map((second, offset) => ({
    first: first.name,
    second: second.name,
    code: first.code,
    scenario: scenarioOf(index, index + 1 + offset),
  })),
)

describe('the order of checks', () => {
  it('admits a request with which nothing is wrong', () => {
    expect(play(soundScenario())).toBe('accepted')
  })

  it.each(faults.map((fault, index) => ({ ...fault, scenario: scenarioOf(index) })))(
    'refuses $name with $code',
    ({ code, scenario }) => {
      expect(play(scenario)).toBe(code)
    },
  )

  it.each(pairs)('tells "$first" before "$second": $code', ({ code, scenario }) => {
    expect(play(scenario)).toBe(code)
  })

  it('tells the first fault where everything is wrong at once', () => {
    const everything = scenarioOf(...faults.keys())
    expect(play(everything)).toBe('ERR_HAWK_MALFORMED')
  })
})
