import { expect, test } from 'vitest'
import { codeOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, inStatus, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

describeEachRegistry('the life of a credential', (bench) => {
  async function verdict(id: string, key: string): Promise<string> {
    return verdictOf(bench.registry.credentialStore(), { id, key }, bench.clock)
  }

  test('begins as a pending one, which tells what was asked for and has the first version', async () => {
    const { credential, secret } = await bench.registry.request(
      {
        id: 'ci-bot',
        owner: 'ada',
        ownerEmail: 'ada@example.com',
        description: 'Nightly',
        algorithm: 'sha512',
      },
      BY_ADA,
    )
    expect(credential).toEqual({
      id: 'ci-bot',
      owner: 'ada',
      ownerEmail: 'ada@example.com',
      description: 'Nightly',
      algorithm: 'sha512',
      status: 'pending',
      version: 1,
      expiresAtMs: null,
      createdAtMs: bench.clock(),
      changedAtMs: bench.clock(),
      lastUsedAtMs: null,
      previousSecretUntilMs: null,
    })
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(await bench.registry.get('ci-bot')).toEqual(credential)
  })

  test('fills in sha256, no e-mail and no end', async () => {
    const { credential } = await bench.registry.request(wanted('ci-bot'), BY_ADA)
    expect(credential).toMatchObject({ algorithm: 'sha256', ownerEmail: null, expiresAtMs: null })
  })

  test('gives each credential a secret of its own', async () => {
    const made = []
    for (const id of ['a', 'b', 'c', 'd'])
      made.push((await bench.registry.request(wanted(id), BY_ADA)).secret)
    expect(new Set(made).size).toBe(4)
  })

  test('admits requests from approval on, and not before', async () => {
    const { secret } = await bench.registry.request(wanted('ci-bot'), BY_ADA)
    expect(await verdict('ci-bot', secret)).toBe('ERR_HAWK_NOT_APPROVED')
    bench.clock.advance(5_000)
    const credential = await bench.registry.approve('ci-bot', { ...BY_ADMIN, version: 1 })
    expect(credential).toMatchObject({ status: 'approved', version: 2, changedAtMs: bench.clock() })
    expect(credential.createdAtMs).toBe(bench.clock() - 5_000)
    expect(await verdict('ci-bot', secret)).toBe('accepted')
  })

  test.each(['sha256', 'sha384', 'sha512'] as const)('admits requests signed with %s', async (algorithm) => {
    const { secret: key } = await approved(bench.registry, 'ci-bot', { algorithm })
    const store = bench.registry.credentialStore()
    expect(await verdictOf(store, { id: 'ci-bot', key, algorithm }, bench.clock)).toBe('accepted')
    const other = algorithm === 'sha256' ? 'sha512' : 'sha256'
    expect(await verdictOf(store, { id: 'ci-bot', key, algorithm: other }, bench.clock)).toBe(
      'ERR_HAWK_BAD_MAC',
    )
  })

  test('may begin approved, as one step of two versions', async () => {
    const { credential, secret } = await approved(bench.registry, 'ci-bot')
    expect(credential).toMatchObject({ status: 'approved', version: 2 })
    expect(await bench.registry.get('ci-bot')).toEqual(credential)
    expect(await verdict('ci-bot', secret)).toBe('accepted')
  })

  test('may begin with a secret that exists already', async () => {
    const secret = 'a-secret-that-somebody-else-made'
    expect((await approved(bench.registry, 'ci-bot', { secret })).secret).toBe(secret)
    expect(await verdict('ci-bot', secret)).toBe('accepted')
  })

  test('goes on after a refusal by approval alone', async () => {
    const { credential, secret } = await inStatus(bench.registry, 'ci-bot', 'refused')
    expect(credential).toMatchObject({ status: 'refused', version: 2 })
    expect(await verdict('ci-bot', secret)).toBe('ERR_HAWK_NOT_APPROVED')
    await bench.registry.approve('ci-bot', { ...BY_ADMIN, version: 2 })
    expect(await verdict('ci-bot', secret)).toBe('accepted')
  })

  test('is stopped and goes on with the same secret', async () => {
    const { credential, secret } = await inStatus(bench.registry, 'ci-bot', 'suspended')
    expect(credential).toMatchObject({ status: 'suspended', version: 3 })
    expect(await verdict('ci-bot', secret)).toBe('ERR_HAWK_SUSPENDED')
    expect(await bench.registry.resume('ci-bot', BY_ADMIN)).toMatchObject({ status: 'approved', version: 4 })
    expect(await verdict('ci-bot', secret)).toBe('accepted')
  })

  test('ends at its expiry, and no longer where that is taken away', async () => {
    const expiresAtMs = bench.clock() + 1_000
    const { secret } = await approved(bench.registry, 'ci-bot', { expiresAtMs })
    expect(await verdict('ci-bot', secret)).toBe('accepted')
    bench.clock.advance(1_001)
    expect(await verdict('ci-bot', secret)).toBe('ERR_HAWK_EXPIRED_CREDENTIALS')
    const credential = await bench.registry.setExpiry('ci-bot', { ...BY_ADMIN, expiresAtMs: null })
    expect(credential).toMatchObject({ status: 'approved', expiresAtMs: null, version: 3 })
    expect(await verdict('ci-bot', secret)).toBe('accepted')
  })

  test('can be given an end later on', async () => {
    const { secret } = await approved(bench.registry, 'ci-bot')
    const expiresAtMs = bench.clock() + 60_000
    expect(await bench.registry.setExpiry('ci-bot', { ...BY_ADMIN, expiresAtMs })).toMatchObject({
      expiresAtMs,
    })
    bench.clock.set(expiresAtMs + 1)
    expect(await verdict('ci-bot', secret)).toBe('ERR_HAWK_EXPIRED_CREDENTIALS')
  })

  test('shows its secret to its owner again', async () => {
    const { credential, secret } = await bench.registry.request(wanted('ci-bot'), BY_ADA)
    expect(await bench.registry.reveal('ci-bot', BY_ADA)).toEqual({ credential, secret })
    const { secret: later } = await bench.registry.reset('ci-bot', BY_ADA)
    expect((await bench.registry.reveal('ci-bot', BY_ADA)).secret).toBe(later)
  })

  test('is over after deletion: unknown to verifiers, its secrets gone, its id taken', async () => {
    const { secret } = await approved(bench.registry, 'ci-bot')
    await bench.registry.rotate('ci-bot', BY_ADA)
    const deleted = await bench.registry.delete('ci-bot', BY_ADMIN)
    expect(deleted).toMatchObject({ status: 'deleted', version: 4, previousSecretUntilMs: null })
    expect(await verdict('ci-bot', secret)).toBe('ERR_HAWK_BAD_MAC')
    expect((await bench.rows()).secrets).toEqual([])
    expect(await bench.registry.get('ci-bot')).toEqual(deleted)
    for (const owner of ['ada', 'grace']) {
      const again = bench.registry.request(wanted('ci-bot', { owner }), BY_ADMIN)
      expect(await codeOf(again)).toBe('ERR_REGISTRY_ID_TAKEN')
    }
    const imported = [{ ...wanted('ci-bot'), secret: 'a-secret-of-enough-bytes' }]
    expect(await codeOf(bench.registry.import(imported, BY_ADMIN))).toBe('ERR_REGISTRY_ID_TAKEN')
  })

  test('leaves an id that somebody else may have once it was freed, without anything of the one before', async () => {
    const { secret } = await approved(bench.registry, 'ci-bot', { expiresAtMs: bench.clock() + 1_000 })
    await bench.registry.delete('ci-bot', BY_ADMIN)
    await bench.registry.free('ci-bot', BY_ADMIN)
    expect(await bench.registry.get('ci-bot')).toBeNull()
    const again = await bench.registry.request(wanted('ci-bot', { owner: 'grace' }), BY_ADMIN)
    expect(again.credential).toMatchObject({ owner: 'grace', status: 'pending', expiresAtMs: null })
    expect(again.secret).not.toBe(secret)
    expect(await verdict('ci-bot', secret)).toBe('ERR_HAWK_BAD_MAC')
  })

  test('never lets the approval of one pass to the next with its id', async () => {
    const { credential: shown } = await bench.registry.request(wanted('ci-bot'), BY_ADA)
    await bench.registry.delete('ci-bot', BY_ADA)
    await bench.registry.free('ci-bot', BY_ADMIN)
    await bench.registry.request(wanted('ci-bot', { owner: 'mallory' }), BY_ADA)
    const approval = bench.registry.approve('ci-bot', { ...BY_ADMIN, version: shown.version })
    expect(await codeOf(approval)).toBe('ERR_REGISTRY_CONFLICT')
    expect(await bench.registry.get('ci-bot')).toMatchObject({ status: 'pending', owner: 'mallory' })
  })
})
