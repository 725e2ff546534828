import { expect, test } from 'vitest'
import type { CredentialRegistry } from '../../src/index.js'
import { codeOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

const CALLS: Record<
  Exclude<keyof CredentialRegistry, 'close' | 'credentialStore'>,
  (registry: CredentialRegistry) => Promise<unknown>
> = {
  request: (registry) => registry.request(wanted('other'), BY_ADA),
  import: (registry) => registry.import([{ ...wanted('other'), secret: 'a-secret-of-enough-bytes' }], BY_ADA),
  approve: (registry) => registry.approve('ci-bot', { ...BY_ADMIN, version: 2 }),
  refuse: (registry) => registry.refuse('ci-bot', BY_ADMIN),
  suspend: (registry) => registry.suspend('ci-bot', BY_ADMIN),
  resume: (registry) => registry.resume('ci-bot', BY_ADMIN),
  rotate: (registry) => registry.rotate('ci-bot', BY_ADMIN),
  reset: (registry) => registry.reset('ci-bot', BY_ADMIN),
  setExpiry: (registry) => registry.setExpiry('ci-bot', { ...BY_ADMIN, expiresAtMs: null }),
  delete: (registry) => registry.delete('ci-bot', BY_ADMIN),
  free: (registry) => registry.free('ci-bot', BY_ADMIN),
  reveal: (registry) => registry.reveal('ci-bot', BY_ADMIN),
  get: (registry) => registry.get('ci-bot'),
  list: (registry) => registry.list(),
  audit: (registry) => registry.audit(),
  rewrap: (registry) => registry.rewrap(BY_ADMIN),
}

describeEachRegistry('a registry that was closed', (bench) => {
  test('does nothing more, and says so', async () => {
    await approved(bench.registry, 'ci-bot')
    const before = await bench.rows()
    await bench.registry.close()
    for (const [name, call] of Object.entries(CALLS)) {
      expect([name, await codeOf(call(bench.registry))]).toEqual([name, 'ERR_REGISTRY_CLOSED'])
    }
    expect(await bench.rows()).toEqual(before)
  })

  test('has verifiers answer 503 once what they know is too old', async () => {
    const { secret: key } = await approved(bench.registry, 'ci-bot')
    const store = bench.registry.credentialStore()
    expect(await verdictOf(store, { id: 'ci-bot', key }, bench.clock)).toBe('accepted')
    await bench.registry.close()
    bench.clock.advance(10_000)
    expect(await verdictOf(store, { id: 'ci-bot', key }, bench.clock)).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    expect(() => store.used?.('ci-bot', bench.clock())).not.toThrow()
  })

  test('can be closed again, also at the same time', async () => {
    await Promise.all([bench.registry.close(), bench.registry.close()])
    await bench.registry.close()
  })

  test('finished what was under way before', async () => {
    const requests = ['a', 'b', 'c'].map((id) => bench.registry.request(wanted(id), BY_ADA))
    await bench.registry.close()
    await Promise.all(requests)
    expect((await bench.rows()).credentials.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  test('leaves another one on the same database open', async () => {
    const other = await bench.open()
    await bench.registry.close()
    await other.request(wanted('ci-bot'), BY_ADA)
    expect(await other.get('ci-bot')).toMatchObject({ id: 'ci-bot' })
  })
})
