import { expect } from 'vitest'
import type { Fleet } from './fleet.js'
import { repeated } from './ledger.js'
import type { Ledger } from './ledger.js'
import { sendAgain } from './storm.js'

/** All that a server may answer to a sound request while its store comes and goes. */
const ALLOWED = ['admitted', 'ERR_HAWK_REPLAYED', 'ERR_HAWK_STORE_UNAVAILABLE'] as const

/**
 * When all is well again: sends every request of a load once more, and expects that none ran twice. What was admitted
 * before is refused now; what was answered 503 is admitted now or was claimed then, and each runs once at most.
 */
export async function expectNoReplay(
  fleet: Fleet,
  ledger: Ledger,
  { also = [] }: { also?: readonly string[] } = {},
): Promise<void> {
  expect([...ALLOWED, ...also]).toEqual(expect.arrayContaining(Object.keys(ledger.counts())))
  const admitted = new Set(ledger.requestsThatWere('admitted'))
  const again = await sendAgain(fleet, ledger.requests())
  for (const [request, outcome] of again) {
    if (admitted.has(request)) expect(outcome).toBe('ERR_HAWK_REPLAYED')
    else expect(['admitted', 'ERR_HAWK_REPLAYED']).toContain(outcome)
    if (outcome === 'admitted') ledger.note(request, outcome)
  }
  expectHandledOnce(fleet, ledger)
}

/** Expects that handlers ran once for each request that was admitted. */
export function expectHandledOnce(fleet: Fleet, ledger: Ledger): void {
  const handled = fleet.handled()
  expect(repeated(handled)).toEqual([])
  expect(ledger.count('admitted')).toBe(ledger.requestsThatWere('admitted').length)
  const known = new Set(handled)
  expect(ledger.requestsThatWere('admitted').filter(({ nonce }) => !known.has(nonce))).toEqual([])
}
