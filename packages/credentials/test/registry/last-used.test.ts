import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CachedCredentialStore } from '@hawk-auth/core'
import type { RegisteredCredentials } from '../../src/index.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

const MINUTE_MS = 60_000

describeEachRegistry('the last use of a credential', (bench) => {
  let store: CachedCredentialStore<RegisteredCredentials>
  let key: string

  beforeEach(async () => {
    key = (await approved(bench.registry, 'ci-bot')).secret
    store = bench.registry.credentialStore()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  })

  afterEach(() => vi.useRealTimers())

  /**
   * Lets time pass, and waits for what was begun in it: writers wait for each other. Timers get two seconds of it, or
   * they would end the drivers' patience with servers that answer in real time.
   */
  async function pass(ms: number): Promise<void> {
    bench.clock.advance(ms)
    await vi.advanceTimersByTimeAsync(Math.min(ms, 2_000))
    await bench.registry.rewrap(BY_ADMIN)
  }

  async function use(): Promise<void> {
    await useBy(store, 'ci-bot', key)
  }

  async function useBy(by: typeof store, id: string, secret: string): Promise<void> {
    expect(await verdictOf(by, { id, key: secret }, bench.clock)).toBe('accepted')
    // A verifier reports off the request's path.
    await new Promise((resolve) => setImmediate(resolve))
  }

  async function lastUse(): Promise<number | null | undefined> {
    return (await bench.registry.get('ci-bot'))?.lastUsedAtMs
  }

  test('is unknown at first', async () => {
    await pass(MINUTE_MS)
    expect(await lastUse()).toBeNull()
  })

  test('is noted within a few seconds of an accepted request', async () => {
    const usedAtMs = bench.clock()
    await use()
    await pass(5_000)
    expect(await lastUse()).toBe(usedAtMs)
  })

  test('is written once a minute at most, and then says the latest', async () => {
    await bench.runSql('create table uses (at_ms bigint)')
    await countUpdates()
    const beganAtMs = bench.clock()
    for (let at = 0; at < 18; at++) {
      await use()
      await pass(10_000)
    }
    const written = await bench.raw().then((raw) =>
      raw.read((database) =>
        database
          .selectFrom('uses' as 'hawk_auth_meta')
          .selectAll()
          .execute(),
      ),
    )
    // Three minutes: at the beginning and after each of them.
    expect(written.length).toBeGreaterThanOrEqual(3)
    expect(written.length).toBeLessThanOrEqual(4)
    await pass(MINUTE_MS)
    expect(await lastUse()).toBe(beganAtMs + 170_000)
  })

  test('is noted for each credential by itself', async () => {
    const { secret: other } = await approved(bench.registry, 'other')
    await use()
    await pass(5_000)
    const usedAtMs = bench.clock()
    await useBy(store, 'other', other)
    await pass(5_000)
    expect(await bench.registry.get('other')).toMatchObject({ lastUsedAtMs: usedAtMs })
    expect(await lastUse()).toBe(usedAtMs - 5_000)
  })

  test('is no change: the version, the time of change and the log stay', async () => {
    const before = await bench.registry.get('ci-bot')
    await use()
    await pass(5_000)
    expect(await bench.registry.get('ci-bot')).toEqual({ ...before, lastUsedAtMs: bench.clock() - 5_000 })
    await bench.registry.suspend('ci-bot', { ...BY_ADMIN, version: 2 })
    expect((await bench.registry.audit({ id: 'ci-bot' })).entries).toHaveLength(3)
  })

  test('is none of a refused request', async () => {
    await bench.registry.suspend('ci-bot', BY_ADMIN)
    expect(await verdictOf(store, { id: 'ci-bot', key }, bench.clock)).toBe('ERR_HAWK_SUSPENDED')
    expect(await verdictOf(store, { id: 'ci-bot', key: 'guessed' }, bench.clock)).toBe('ERR_HAWK_BAD_MAC')
    await new Promise((resolve) => setImmediate(resolve))
    await pass(MINUTE_MS)
    expect(await lastUse()).toBeNull()
  })

  test('is written when the registry is closed, at the latest', async () => {
    const usedAtMs = bench.clock()
    await use()
    await bench.registry.close()
    const again = await bench.open()
    expect(await again.get('ci-bot')).toMatchObject({ lastUsedAtMs: usedAtMs })
  })

  test('never goes back, whoever writes it', async () => {
    const other = await bench.open()
    await use()
    bench.clock.advance(10_000)
    const latest = bench.clock()
    await useBy(other.credentialStore(), 'ci-bot', key)
    await other.close()
    await pass(5_000)
    expect(await lastUse()).toBe(latest)
  })

  test('stays what it was through a rotation, and is gone with the id', async () => {
    await use()
    await pass(5_000)
    await bench.registry.rotate('ci-bot', BY_ADA)
    expect(await lastUse()).toBe(bench.clock() - 5_000)
    await bench.registry.delete('ci-bot', BY_ADMIN)
    await bench.registry.free('ci-bot', BY_ADMIN)
    await bench.registry.request(wanted('ci-bot'), BY_ADA)
    expect(await lastUse()).toBeNull()
  })

  test('of an id that there is not makes nothing', async () => {
    const before = await bench.rows()
    for (const id of ['nobody', 'CI-BOT', 'ci-bot ', '', "' or 1=1"]) store.used?.(id, bench.clock())
    store.used?.('ci-bot', NaN)
    await pass(5_000)
    expect((await bench.rows()).credentials).toEqual(before.credentials)
  })

  /** Has the database itself count how often the last use is written. */
  async function countUpdates(): Promise<void> {
    const changed = 'after update of last_used_at_ms on hawk_auth_credentials'
    switch (bench.databases.kind) {
      case 'sqlite':
        return bench.runSql(
          `create trigger count_uses ${changed} begin insert into uses values (new.last_used_at_ms); end`,
        )
      case 'postgres':
        return bench.runSql(
          'create function count_uses() returns trigger language plpgsql as ' +
            '$$ begin insert into uses values (new.last_used_at_ms); return new; end $$',
          `create trigger count_uses ${changed} for each row execute function count_uses()`,
        )
      case 'mysql':
        return bench.runSql(
          'create trigger count_uses after update on hawk_auth_credentials for each row ' +
            'insert into uses select new.last_used_at_ms where not (new.last_used_at_ms <=> old.last_used_at_ms)',
        )
    }
  }
})
