import type { NonceStore, NonceUse } from '@hawk-auth/core'
import { createSqlNonceStore } from '@hawk-auth/credentials'
import { createRedisNonceStore } from '@hawk-auth/redis'
import { startRedis } from '../../support/redis-servers.js'
import type { RedisServer } from '../../support/redis-servers.js'
import { ClaimTraffic } from '../candidates/claim-traffic.js'
import { throughStore } from '../candidates/claiming-way.js'
import { askDatabase, createDatabase, DATABASE_KINDS } from '../candidates/databases.js'
import type { DatabaseKind } from '../candidates/databases.js'
import { connectIoredis, PREFIX } from '../candidates/redis-claims.js'
import { claimFor } from '../load/claim-load.js'
import type { Figures, RunContext, Section } from '../section.js'

const NONCES = 100_000
const AT_ONCE = 500
const LONG_MS = 600_000

/** What a live nonce takes in each store. */
export const nonceSize: Section = {
  name: 'nonce-size',
  title: 'what a live nonce takes in shared replay caches, of 100 000 that were claimed',
  rows: [
    { figure: 'nonce-size.redis', what: 'Redis: growth of used_memory', unit: 'bytes' },
    { figure: 'nonce-size.redis.key', what: 'Redis: MEMORY USAGE of one key', unit: 'bytes' },
    { figure: 'nonce-size.redis.log', what: 'Redis: growth of its append-only file', unit: 'bytes' },
    { figure: 'nonce-size.postgres', what: 'PostgreSQL: table and indexes', unit: 'bytes' },
    { figure: 'nonce-size.mariadb', what: 'MariaDB: table and index', unit: 'bytes' },
    { figure: 'nonce-size.sqlite', what: 'SQLite: pages of the file', unit: 'bytes' },
  ],
  processes: 1,
  async run({ quick, progress }: RunContext): Promise<Figures> {
    const count = quick ? NONCES / 20 : NONCES
    const figures = await sizeInRedis(count)
    progress(0.3)
    for (const [at, kind] of DATABASE_KINDS.entries()) {
      figures[`nonce-size.${kind}`] = await sizeInDatabase(kind, count)
      progress((at + 2) / (DATABASE_KINDS.length + 1))
    }
    return figures
  },
}

async function sizeInRedis(count: number): Promise<Figures> {
  const server = await startRedis({ appendonly: true, args: ['--appendfsync', 'everysec'] })
  const client = await connectIoredis(server)
  const store = createRedisNonceStore({ client, prefix: PREFIX })
  const traffic = allAtOneTime(count)
  // Buffers of the connection and the first table are there before anything is counted.
  await fill(store, traffic.next(AT_ONCE))
  const usedBefore = await infoOf(server, 'used_memory')
  const logBefore = await infoOf(server, 'aof_current_size')
  await fill(store, traffic.next(count))
  const used = (await infoOf(server, 'used_memory')) - usedBefore
  const log = (await infoOf(server, 'aof_current_size')) - logBefore
  const key = await client.randomkey()
  const keyBytes = Number(await client.memory('USAGE', key ?? ''))
  client.disconnect()
  await server.stop()
  return {
    'nonce-size.redis': used / count,
    'nonce-size.redis.key': keyBytes,
    'nonce-size.redis.log': log / count,
  }
}

async function infoOf(server: RedisServer, field: string): Promise<number> {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(String(await server.ask('INFO')))?.[1])
}

async function sizeInDatabase(kind: DatabaseKind, count: number): Promise<number> {
  const { location, drop } = await createDatabase(kind)
  const options = { migrate: true, timeoutMs: 60_000, sweepEveryMs: 3_600_000 }
  const store = await createSqlNonceStore({ database: location, ...options })
  const before = await sizeOf(kind, location)
  await fill(store, allAtOneTime(count).next(count))
  const size = (await sizeOf(kind, location)) - before
  await store.close()
  await drop()
  return size / count
}

async function sizeOf(kind: DatabaseKind, location: string): Promise<number> {
  switch (kind) {
    case 'postgres':
      return askDatabase(location, `select pg_total_relation_size('hawk_nonces')`)
    case 'mariadb':
      await askDatabase(location, 'analyze table hawk_nonces')
      return askDatabase(
        location,
        `select data_length + index_length from information_schema.tables where table_schema = database() and table_name = 'hawk_nonces'`,
      )
    case 'sqlite':
      return askDatabase(location, 'select page_count * page_size from pragma_page_count, pragma_page_size')
    default:
      return kind satisfies never
  }
}

/** Traffic in which nothing expires while so many claims are made. */
function allAtOneTime(count: number): ClaimTraffic {
  return new ClaimTraffic(count * 200)
}

async function fill(store: NonceStore, uses: readonly NonceUse[]): Promise<void> {
  const { latenciesMs } = await claimFor(LONG_MS, AT_ONCE, throughStore('fill', store).claimsOf(uses))
  if (latenciesMs.length !== uses.length) throw new Error('not every nonce was claimed in time')
}
