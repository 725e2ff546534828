import { expect, test } from 'vitest'
import type { CredentialRegistry } from '../../src/index.js'
import { codeOf, outcomesOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, inStatus, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'

const CHANGES: [name: string, run: (registry: CredentialRegistry, version: number) => Promise<unknown>][] = [
  ['suspend', (registry, version) => registry.suspend('ci-bot', { ...BY_ADMIN, version })],
  ['rotate', (registry, version) => registry.rotate('ci-bot', { ...BY_ADMIN, version })],
  ['reset', (registry, version) => registry.reset('ci-bot', { ...BY_ADMIN, version })],
  [
    'setExpiry',
    (registry, version) => registry.setExpiry('ci-bot', { ...BY_ADMIN, version, expiresAtMs: null }),
  ],
  ['delete', (registry, version) => registry.delete('ci-bot', { ...BY_ADMIN, version })],
]

describeEachRegistry('the version of a credential', (bench) => {
  test.each(CHANGES)('that is another one is a conflict for %s, and nothing changes', async (_, run) => {
    await approved(bench.registry, 'ci-bot')
    const before = await bench.rows()
    for (const version of [1, 3])
      expect(await codeOf(run(bench.registry, version))).toBe('ERR_REGISTRY_CONFLICT')
    expect(await bench.rows()).toEqual(before)
    await run(bench.registry, 2)
    expect(await bench.registry.get('ci-bot')).toMatchObject({ version: 3 })
  })

  test.each(['refuse', 'approve'] as const)('that is another one is a conflict for %s', async (name) => {
    await bench.registry.request(wanted('ci-bot'), BY_ADA)
    await bench.registry.setExpiry('ci-bot', { ...BY_ADA, expiresAtMs: Date.UTC(2030, 0) })
    const before = await bench.rows()
    const changed = bench.registry[name]('ci-bot', { ...BY_ADMIN, version: 1 })
    expect(await codeOf(changed)).toBe('ERR_REGISTRY_CONFLICT')
    expect(await bench.rows()).toEqual(before)
  })

  test('that is another one is a conflict for resume', async () => {
    await inStatus(bench.registry, 'ci-bot', 'suspended')
    expect(await codeOf(bench.registry.resume('ci-bot', { ...BY_ADMIN, version: 2 }))).toBe(
      'ERR_REGISTRY_CONFLICT',
    )
    expect(await bench.registry.get('ci-bot')).toMatchObject({ status: 'suspended', version: 3 })
  })

  test('must be told to approve', async () => {
    await bench.registry.request(wanted('ci-bot'), BY_ADA)
    const approval = bench.registry.approve('ci-bot', BY_ADMIN as { actor: string; version: number })
    expect(await codeOf(approval)).toBe('ERR_REGISTRY_BAD_INPUT')
    expect(await bench.registry.get('ci-bot')).toMatchObject({ status: 'pending' })
  })

  test('need not be told for anything else', async () => {
    await approved(bench.registry, 'ci-bot')
    await bench.registry.suspend('ci-bot', BY_ADMIN)
    await bench.registry.resume('ci-bot', BY_ADMIN)
    expect(await bench.registry.get('ci-bot')).toMatchObject({ status: 'approved', version: 4 })
  })
})

describeEachRegistry('registries on one database at once', (bench) => {
  async function both(): Promise<[CredentialRegistry, CredentialRegistry]> {
    return [bench.registry, await bench.open()]
  }

  async function deedsOf(action: string): Promise<number> {
    return (await bench.rows()).audit.filter((entry) => entry.action === action).length
  }

  test('approve what was shown exactly once', async () => {
    const registries = await both()
    for (let round = 0; round < 10; round++) {
      const id = `round-${round}`
      await bench.registry.request(wanted(id), BY_ADA)
      const approvals = registries.map((registry) => registry.approve(id, { ...BY_ADMIN, version: 1 }))
      expect(await outcomesOf(approvals)).toEqual(['ERR_REGISTRY_CONFLICT', 'done'])
      expect(await bench.registry.get(id)).toMatchObject({ status: 'approved', version: 2 })
      await bench.registry.delete(id, BY_ADMIN)
    }
    expect(await deedsOf('approve')).toBe(10)
  })

  test('approve or refuse, never both', async () => {
    const [one, other] = await both()
    await one.request(wanted('ci-bot'), BY_ADA)
    const decided = [
      one.approve('ci-bot', { ...BY_ADMIN, version: 1 }),
      other.refuse('ci-bot', { ...BY_ADMIN, version: 1 }),
    ]
    expect(await outcomesOf(decided)).toEqual(['ERR_REGISTRY_CONFLICT', 'done'])
    expect((await deedsOf('approve')) + (await deedsOf('refuse'))).toBe(1)
  })

  test('delete and rotate at once leave no secret behind', async () => {
    const [one, other] = await both()
    for (let round = 0; round < 5; round++) {
      const id = `round-${round}`
      await approved(one, id)
      await Promise.allSettled([one.rotate(id, BY_ADA), other.delete(id, BY_ADMIN)])
      expect(await one.get(id)).toMatchObject({ status: 'deleted' })
    }
    expect((await bench.rows()).secrets).toEqual([])
  })

  test('rotate once where no version was told: the second finds an overlap', async () => {
    const registries = await both()
    await approved(bench.registry, 'ci-bot')
    const rotated = registries.map((registry) => registry.rotate('ci-bot', BY_ADA))
    expect(await outcomesOf(rotated)).toEqual(['ERR_REGISTRY_WRONG_STATUS', 'done'])
    expect(await deedsOf('rotate')).toBe(1)
  })

  test('lose no change: each version is in the log once', async () => {
    const registries = await both()
    await approved(bench.registry, 'ci-bot')
    const changes = Array.from({ length: 16 }, (_, at) =>
      (registries[at % 2] ?? bench.registry).setExpiry('ci-bot', {
        ...BY_ADMIN,
        expiresAtMs: Date.UTC(2030 + at, 0),
      }),
    )
    await Promise.all(changes)
    expect(await bench.registry.get('ci-bot')).toMatchObject({ version: 18 })
    const versions = (await bench.rows()).audit.map(({ version }) => version)
    expect(versions).toEqual(Array.from({ length: 18 }, (_, at) => at + 1))
  })

  test('give an id once', async () => {
    const registries = await both()
    for (let round = 0; round < 5; round++) {
      const requests = [...registries, ...registries].map((registry) =>
        registry.request(wanted(`round-${round}`), BY_ADA),
      )
      const taken = 'ERR_REGISTRY_ID_TAKEN'
      expect(await outcomesOf(requests)).toEqual([taken, taken, taken, 'done'])
    }
    expect((await bench.rows()).secrets).toHaveLength(5)
    expect(await deedsOf('request')).toBe(5)
  })

  test('take a secret once', async () => {
    const registries = await both()
    const secret = 'a-secret-that-two-want-to-have'
    const requests = registries.map((registry, at) =>
      registry.request(wanted(`bot-${at}`), { ...BY_ADA, secret }),
    )
    expect(await outcomesOf(requests)).toEqual(['ERR_REGISTRY_SECRET_TAKEN', 'done'])
    expect((await bench.rows()).credentials).toHaveLength(1)
  })

  test('let an owner wait for twenty approvals, not for one more', async () => {
    const registries = await both()
    for (let at = 0; at < 18; at++) await bench.registry.request(wanted(`bot-${at}`), BY_ADA)
    const requests = Array.from({ length: 6 }, (_, at) =>
      (registries[at % 2] ?? bench.registry).request(wanted(`late-${at}`), BY_ADA),
    )
    const tooMany = 'ERR_REGISTRY_TOO_MANY_PENDING'
    expect(await outcomesOf(requests)).toEqual([tooMany, tooMany, tooMany, tooMany, 'done', 'done'])
    expect((await bench.rows()).credentials).toHaveLength(20)
  })
})
