import type { NonceUse } from '../../src/nonce-store.js'

export const NOW_MS = 1_795_000_000_000
export const NOW_SECONDS = NOW_MS / 1000

/** A claim as a verifier with a skew of 60 s makes it, now, unless told otherwise. */
export function useOf(changes: Partial<NonceUse> = {}): NonceUse {
  const ts = changes.ts ?? String(NOW_SECONDS)
  return {
    id: 'ann',
    nonce: 'j4h3g2',
    keepUntilMs: Number(ts) * 1000 + 120_000,
    nowMs: NOW_MS,
    ...changes,
    ts,
  }
}

/** Equal claims that differ in their nonce alone. */
export function usesOf(count: number, changes: Partial<NonceUse> = {}): NonceUse[] {
  return Array.from({ length: count }, (_, index) => useOf({ nonce: `nonce-${index}`, ...changes }))
}
