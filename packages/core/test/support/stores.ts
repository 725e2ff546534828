import { createVerifier } from '@hawk-auth/core'
import type { Claim, NonceStore, NonceUse, Verifier, VerifierOptions } from '@hawk-auth/core'
import { client } from './clients.js'
import type { Client } from './clients.js'
import { createFakeClock } from './fake-clock.js'

/** A verifier over the given records, at the tests' moment unless `options` has another clock. */
export function verifierOf(
  records: readonly Client[] = [client()],
  options: Partial<VerifierOptions<Client>> = {},
): Verifier<Client> {
  const byId = new Map(records.map((record) => [record.id, record]))
  return createVerifier({ credentials: (id) => byId.get(id), clock: createFakeClock().now, ...options })
}

/** A nonce store that keeps to its contract and not a millisecond more: it forgets as soon as it may. */
export function createForgetfulNonceStore(): NonceStore & { claims: NonceUse[] } {
  const keepUntil = new Map<string, number>()
  const claims: NonceUse[] = []
  return {
    claims,
    claim: (use): Claim => {
      claims.push(use)
      for (const [known, keepUntilMs] of keepUntil) if (keepUntilMs < use.nowMs) keepUntil.delete(known)
      const nonce = JSON.stringify([use.id, use.ts, use.nonce])
      if (keepUntil.has(nonce)) return 'replayed'
      keepUntil.set(nonce, use.keepUntilMs)
      return 'admitted'
    },
  }
}
