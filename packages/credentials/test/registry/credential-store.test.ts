import { beforeEach, expect, test } from 'vitest'
import type { CredentialRegistry } from '../../src/index.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'
import type { RegistryBench } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

/** What takes a secret's power away, and what a verifier says then. */
const REVOCATIONS: [
  name: string,
  revoke: (registry: CredentialRegistry) => Promise<unknown>,
  verdict: string,
][] = [
  ['a suspension', (registry) => registry.suspend('ci-bot', BY_ADMIN), 'ERR_HAWK_SUSPENDED'],
  ['a reset', (registry) => registry.reset('ci-bot', BY_ADA), 'ERR_HAWK_BAD_MAC'],
  ['a deletion', (registry) => registry.delete('ci-bot', BY_ADMIN), 'ERR_HAWK_BAD_MAC'],
  [
    'a rotation without overlap',
    (registry) => registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 0 }),
    'ERR_HAWK_BAD_MAC',
  ],
  [
    'an end',
    (registry) => registry.setExpiry('ci-bot', { ...BY_ADMIN, expiresAtMs: Date.UTC(2026, 10) }),
    'ERR_HAWK_EXPIRED_CREDENTIALS',
  ],
]

/** Takes the tables away and back, as far as anybody can tell a database that answers nothing. */
function outage(bench: RegistryBench): { begin: () => Promise<void>; end: () => Promise<void> } {
  return {
    begin: () => bench.runSql('alter table hawk_auth_secrets rename to hawk_auth_secrets_away'),
    end: () => bench.runSql('alter table hawk_auth_secrets_away rename to hawk_auth_secrets'),
  }
}

describeEachRegistry('the credential store of a registry', (bench) => {
  let key: string

  beforeEach(async () => {
    key = (await approved(bench.registry, 'ci-bot')).secret
  })

  function signer(store = bench.registry.credentialStore()): () => Promise<string> {
    return () => verdictOf(store, { id: 'ci-bot', key }, bench.clock)
  }

  test('tells of a credential what a verifier and an app need, and no more', async () => {
    const expiresAtMs = bench.clock() + 60_000
    const { secret } = await approved(bench.registry, 'other', {
      algorithm: 'sha512',
      owner: 'grace',
      expiresAtMs,
    })
    const store = bench.registry.credentialStore()
    expect(await store.find('other', { id: 'other' })).toEqual({
      id: 'other',
      key: secret,
      previousKey: null,
      algorithm: 'sha512',
      approved: true,
      suspended: false,
      expiresAtMs,
      owner: 'grace',
    })
    const { secret: later } = await bench.registry.rotate('other', { ...BY_ADA, overlapMs: 5_000 })
    expect(await store.find('other', { id: 'other' })).toMatchObject({
      key: later,
      previousKey: { key: secret, notAfterMs: bench.clock() + 5_000 },
    })
  })

  test.each(REVOCATIONS)('has %s hold at once in the same registry', async (_, revoke, refusal) => {
    const [verdict, another] = [signer(), signer()]
    expect([await verdict(), await another()]).toEqual(['accepted', 'accepted'])
    await revoke(bench.registry)
    expect([await verdict(), await another()]).toEqual([refusal, refusal])
  })

  test.each(REVOCATIONS)(
    'has %s hold in another registry when ten seconds have passed',
    async (_, revoke, refusal) => {
      const verdict = signer((await bench.open()).credentialStore())
      expect(await verdict()).toBe('accepted')
      await revoke(bench.registry)
      bench.clock.advance(9_999)
      expect(await verdict()).toBe('accepted')
      bench.clock.advance(1)
      expect(await verdict()).toBe(refusal)
    },
  )

  test('takes another ttl', async () => {
    const verdict = signer((await bench.open()).credentialStore({ ttlMs: 500 }))
    expect(await verdict()).toBe('accepted')
    await bench.registry.suspend('ci-bot', BY_ADMIN)
    bench.clock.advance(500)
    expect(await verdict()).toBe('ERR_HAWK_SUSPENDED')
  })

  test('learns of an approval in another registry within a second, and at once in the same', async () => {
    const { secret } = await bench.registry.request(wanted('new-bot'), BY_ADA)
    const verdictBy = (registry: CredentialRegistry): (() => Promise<string>) => {
      const store = registry.credentialStore()
      return () => verdictOf(store, { id: 'new-bot', key: secret }, bench.clock)
    }
    const [same, another] = [verdictBy(bench.registry), verdictBy(await bench.open())]
    expect([await same(), await another()]).toEqual(['ERR_HAWK_NOT_APPROVED', 'ERR_HAWK_NOT_APPROVED'])
    await bench.registry.approve('new-bot', { ...BY_ADMIN, version: 1 })
    expect(await same()).toBe('accepted')
    bench.clock.advance(1_000)
    expect(await another()).toBe('accepted')
  })

  test('learns of a new id that was asked for before, and of one that an import brings', async () => {
    const store = bench.registry.credentialStore()
    for (const id of ['new-bot', 'imported']) expect(await store.find(id, { id })).toBeNull()
    const { secret } = await approved(bench.registry, 'new-bot')
    const imported = { ...wanted('imported'), secret: 'a-secret-of-enough-bytes', approved: true }
    await bench.registry.import([imported], BY_ADMIN)
    expect(await verdictOf(store, { id: 'new-bot', key: secret }, bench.clock)).toBe('accepted')
    expect(await verdictOf(store, { id: 'imported', key: imported.secret }, bench.clock)).toBe('accepted')
  })

  test('goes on during an outage until the ttl has passed, then answers 503, and goes on after it', async () => {
    const [verdict, { begin, end }] = [signer(), outage(bench)]
    expect(await verdict()).toBe('accepted')
    await begin()
    bench.clock.advance(9_999)
    expect(await verdict()).toBe('accepted')
    bench.clock.advance(1)
    expect(await verdict()).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    expect(await verdict()).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    await end()
    expect(await verdict()).toBe('accepted')
  })

  test('never answers during an outage for what it does not know', async () => {
    const [store, { begin, end }] = [bench.registry.credentialStore(), outage(bench)]
    await begin()
    for (const id of ['ci-bot', 'nobody']) {
      expect(await verdictOf(store, { id, key }, bench.clock)).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    }
    await end()
  })

  test('has a revocation that was made before an outage hold in it', async () => {
    const verdict = signer((await bench.open()).credentialStore())
    expect(await verdict()).toBe('accepted')
    await bench.registry.suspend('ci-bot', BY_ADMIN)
    await outage(bench).begin()
    bench.clock.advance(10_000)
    expect(await verdict()).toBe('ERR_HAWK_STORE_UNAVAILABLE')
  })

  test('asks the database once for what many ask at the same time', async () => {
    const store = bench.registry.credentialStore()
    const found = await Promise.all(
      Array.from({ length: 200 }, async () => store.find('ci-bot', { id: 'ci-bot' })),
    )
    expect(new Set(found).size).toBe(1)
  })

  test('keeps a revocation from being undone by a lookup that began before it', async () => {
    const store = bench.registry.credentialStore()
    for (let round = 0; round < 10; round++) {
      const id = `round-${round}`
      const { secret } = await approved(bench.registry, id)
      const underWay = store.find(id, { id })
      await bench.registry.suspend(id, BY_ADMIN)
      await underWay
      expect(await verdictOf(store, { id, key: secret }, bench.clock)).toBe('ERR_HAWK_SUSPENDED')
    }
  })

  test.each([{ ttlMs: 0 }, { ttl: 1 }, { maxLookups: 'many' }])('refuses the options %o', (options) => {
    expect(() => bench.registry.credentialStore(options as object)).toThrow(TypeError)
  })
})
