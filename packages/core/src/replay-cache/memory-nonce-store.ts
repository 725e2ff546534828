import { randomBytes } from 'node:crypto'
import type { Claim, NonceStore, NonceUse } from '../nonce-store.js'
import { checkKeys, checkWholeNumber } from '../options.js'
import { ReplayCache } from './replay-cache.js'

const WHERE = 'createMemoryNonceStore'
const DEFAULT_MAX_ENTRIES = 1_000_000
const BOUNDS = { min: 2, max: 2 ** 26 }
const KEY_BYTES = 8

/** Options of {@link createMemoryNonceStore}. */
export interface MemoryNonceStoreOptions {
  maxEntries?: number | undefined
}

/** A replay cache within one process; it answers at once. */
export interface MemoryNonceStore extends NonceStore {
  claim(use: NonceUse): Claim
  readonly scope: 'process'
}

export function createMemoryNonceStore(options: MemoryNonceStoreOptions = {}): MemoryNonceStore {
  checkKeys(WHERE, options, ['maxEntries'])
  const { maxEntries = DEFAULT_MAX_ENTRIES } = options
  checkWholeNumber(WHERE, 'maxEntries', maxEntries, BOUNDS)
  const cache = new ReplayCache(maxEntries, randomBytes(KEY_BYTES))
  return { scope: 'process', claim: (use) => cache.claim(use) }
}
