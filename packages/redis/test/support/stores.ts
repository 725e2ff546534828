import type { NonceStore, NonceUse } from '@hawk-auth/core'
import type { RedisServer } from '../../../../test/support/redis-servers.js'
import { createRedisNonceStore } from '../../src/index.js'
import type { RedisNonceStoreOptions } from '../../src/index.js'
import type { Connected } from './clients.js'

export const PREFIX = 'test:nonce:'
const NOW_MS = 1_795_392_000_000

/** A use like any other, the nth of its kind. */
export function useOf(n: number): NonceUse {
  return { id: 'alice', ts: '1795392000', nonce: `n${n}`, keepUntilMs: NOW_MS + 120_000, nowMs: NOW_MS }
}

/** Uses of which no two are the same. */
export function usesOf(count: number): NonceUse[] {
  return Array.from({ length: count }, (_, n) => useOf(n))
}

export function storeOver(
  { client }: Connected,
  options: Partial<Omit<RedisNonceStoreOptions, 'client'>> = {},
): NonceStore {
  return createRedisNonceStore({ client, prefix: PREFIX, ...options })
}

/** Has a server forget what {@link commandCounts} tells. */
export async function forgetCommands(server: RedisServer): Promise<void> {
  await server.ask('CONFIG', 'RESETSTAT')
}

/** How often a server has run each command since it was asked to forget that, which does not count, by the command's name. */
export async function commandCounts(server: RedisServer): Promise<Record<string, number>> {
  const info = String(await server.ask('INFO', 'commandstats'))
  const rows = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
  // Redis 7 counts subcommands each for itself.
  const counted = rows.filter(([, name]) => name !== 'config' && name !== 'config|resetstat')
  return Object.fromEntries(counted.map(([, name = '', calls]) => [name, Number(calls)]))
}
