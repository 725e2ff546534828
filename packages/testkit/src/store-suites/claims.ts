import type { Claim, NonceStore, NonceUse } from '@hawk-auth/core'
import { deepEqual, ok } from 'node:assert/strict'

/** Where the verifier's clock stands when the first claims are made. */
export const NOW_MS = 1_795_392_000_000

/** A use like any other. */
export const USE: NonceUse = {
  id: 'alice',
  ts: '1795392000',
  nonce: 'nonce',
  keepUntilMs: NOW_MS + 120_000,
  nowMs: NOW_MS,
}

/** Claims one after the other. */
export async function claims(store: NonceStore, uses: readonly NonceUse[]): Promise<Claim[]> {
  const answers: Claim[] = []
  for (const use of uses) answers.push(await store.claim(use))
  return answers
}

/** How many claims are under way at once: a store may wait for a disk at each. */
const AT_ONCE = 50

/** Claims a few at once, until all are done. */
async function claimsAtOnce(store: NonceStore, uses: readonly NonceUse[]): Promise<Claim[]> {
  const answers: Claim[] = []
  for (let first = 0; first < uses.length; first += AT_ONCE) {
    const some = uses.slice(first, first + AT_ONCE).map(async (use) => store.claim(use))
    answers.push(...(await Promise.all(some)))
  }
  return answers
}

/** Claims many nonces of many clients, then each again: none that was admitted may be admitted again. */
export async function forgetsNothing(store: NonceStore, count: number): Promise<Claim[]> {
  const uses = Array.from({ length: count }, (_, at) => ({
    ...USE,
    id: `client ${at % 25}`,
    nonce: `nonce ${at}`,
  }))
  const answers = await claimsAtOnce(store, uses)
  const admitted = uses.filter((_, at) => answers[at] === 'admitted')
  ok(admitted.length > 0)
  deepEqual(new Set(await claimsAtOnce(store, admitted)), new Set(['replayed']))
  return answers
}

/** How a use is named where it makes a case fail. */
export function shown({ id, ts, nonce }: NonceUse): string {
  return JSON.stringify({ id: id.slice(0, 40), ts, nonce: nonce.slice(0, 40) })
}
