import { expect, test } from 'vitest'
import { codeOf, failureOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, inStatus, wanted } from '../support/lives.js'
import { describeEachRegistry, newMasterKey } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

describeEachRegistry('the sealing of secrets anew', (bench) => {
  const later = newMasterKey('k2')

  async function keyIds(): Promise<Set<string | undefined>> {
    return new Set((await bench.rows()).secrets.map(({ sealed }) => sealed.split('.')[1]))
  }

  test('has the earlier master key needed no more, and every secret work as before', async () => {
    const { secret: first } = await approved(bench.registry, 'ci-bot')
    const { secret: second } = await bench.registry.rotate('ci-bot', BY_ADA)
    const { secret: waiting } = await inStatus(bench.registry, 'waiting', 'pending')
    await inStatus(bench.registry, 'gone', 'deleted')
    const before = await bench.rows()
    const both = await bench.open({ masterKey: `${later},${bench.masterKey}` })
    expect(await both.rewrap(BY_ADMIN)).toBe(3)
    expect(await keyIds()).toEqual(new Set(['k2']))
    const after = await bench.rows()
    expect(after.credentials).toEqual(before.credentials)
    expect(after.secrets.map((row) => row.fingerprint)).toEqual(before.secrets.map((row) => row.fingerprint))

    const one = await bench.open({ masterKey: later })
    const store = one.credentialStore()
    for (const key of [first, second]) {
      expect(await verdictOf(store, { id: 'ci-bot', key }, bench.clock)).toBe('accepted')
    }
    expect((await one.reveal('waiting', BY_ADA)).secret).toBe(waiting)
    const again = one.request(wanted('other'), { ...BY_ADA, secret: first })
    expect(await codeOf(again)).toBe('ERR_REGISTRY_SECRET_TAKEN')
    expect(await codeOf(bench.open())).toBe('ERR_REGISTRY_MASTER_KEY_WRONG')
  })

  test('is to be done again where somebody went on with the earlier key: no start passes that over', async () => {
    await approved(bench.registry, 'ci-bot')
    const both = await bench.open({ masterKey: `${later},${bench.masterKey}` })
    expect(await both.rewrap(BY_ADMIN)).toBe(1)
    const { secret } = await bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 0 })
    const { code, message } = await failureOf(bench.open({ masterKey: later }))
    expect(code).toBe('ERR_REGISTRY_MASTER_KEY_WRONG')
    expect(message).toMatch(/secret of "ci-bot" was sealed with the master key "k1"/)
    expect(await both.rewrap(BY_ADMIN)).toBe(1)
    const one = await bench.open({ masterKey: later })
    expect((await one.reveal('ci-bot', BY_ADA)).secret).toBe(secret)
  })

  test('is not done without the earlier master key', async () => {
    await approved(bench.registry, 'ci-bot')
    const before = await bench.rows()
    for (const masterKey of [later, newMasterKey('k1')]) {
      const { code, message } = await failureOf(bench.open({ masterKey }))
      expect(code).toBe('ERR_REGISTRY_MASTER_KEY_WRONG')
      expect(message).not.toContain(masterKey.slice(3))
    }
    expect(await bench.rows()).toEqual(before)
  })

  test('is begun by new secrets: they are sealed with the first key, beside the earlier ones', async () => {
    const { secret: earlier } = await approved(bench.registry, 'earlier')
    const both = await bench.open({ masterKey: `${later},${bench.masterKey}` })
    const { secret } = await approved(both, 'later')
    expect(await keyIds()).toEqual(new Set(['k1', 'k2']))
    expect((await both.reveal('earlier', BY_ADA)).secret).toBe(earlier)
    expect((await both.reveal('later', BY_ADA)).secret).toBe(secret)
    // A fleet learns the new key before anything is sealed with it.
    const fleet = await bench.open({ masterKey: `${bench.masterKey},${later}` })
    const store = fleet.credentialStore()
    expect(await verdictOf(store, { id: 'later', key: secret }, bench.clock)).toBe('accepted')
    expect(await both.rewrap(BY_ADMIN)).toBe(1)
  })

  test('is done once: after it there is nothing to do', async () => {
    await approved(bench.registry, 'ci-bot')
    expect(await bench.registry.rewrap(BY_ADMIN)).toBe(0)
    const both = await bench.open({ masterKey: `${later},${bench.masterKey}` })
    expect(await both.rewrap(BY_ADMIN)).toBe(1)
    expect(await both.rewrap(BY_ADMIN)).toBe(0)
  })

  test('tells how far it is, and is no change of the credentials', async () => {
    const secretOf = (at: number): string => `a-secret-that-is-of-${at}`
    const credentials = Array.from({ length: 230 }, (_, at) => ({
      ...wanted(`bot-${at}`),
      secret: secretOf(at),
    }))
    await bench.registry.import(credentials, BY_ADMIN)
    const before = await bench.rows()
    const both = await bench.open({ masterKey: `${later},${bench.masterKey}` })
    const told: [done: number, total: number][] = []
    const onProgress = (done: number, total: number): number => told.push([done, total])
    expect(await both.rewrap({ ...BY_ADMIN, onProgress })).toBe(230)
    expect(told.at(-1)).toEqual([230, 230])
    expect(told.length).toBeGreaterThan(1)
    expect((await bench.rows()).credentials).toEqual(before.credentials)
    const one = await bench.open({ masterKey: later })
    for (const at of [0, 99, 100, 229]) {
      expect((await one.reveal(`bot-${at}`, BY_ADA)).secret).toBe(secretOf(at))
    }
  })

  test('goes well with changes that others make meanwhile', async () => {
    for (let at = 0; at < 12; at++) await approved(bench.registry, `bot-${at}`)
    const both = await bench.open({ masterKey: `${later},${bench.masterKey}` })
    await approved(bench.registry, 'gone')
    const [rotated] = await Promise.all([
      Promise.all(Array.from({ length: 12 }, (_, at) => both.rotate(`bot-${at}`, BY_ADA))),
      both.rewrap(BY_ADMIN),
      bench.registry.delete('gone', BY_ADMIN),
    ])
    await both.rewrap(BY_ADMIN)
    const one = await bench.open({ masterKey: later })
    for (const { credential, secret } of rotated) {
      expect((await one.reveal(credential.id, BY_ADA)).secret).toBe(secret)
    }
  })
})

describeEachRegistry('a sealed secret', (bench) => {
  async function isUnreadable(id: string): Promise<void> {
    const { secret } = await approved(bench.registry, 'probe')
    const { code, message } = await failureOf(bench.registry.reveal(id, BY_ADA))
    expect(code).toBe('ERR_REGISTRY_SECRET_UNREADABLE')
    expect(message).toContain(id)
    const store = bench.registry.credentialStore()
    expect(await verdictOf(store, { id, key: secret }, bench.clock)).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    expect(await verdictOf(store, { id: 'probe', key: secret }, bench.clock)).toBe('accepted')
  }

  async function seal(id: string, sealed: string): Promise<void> {
    await bench.runSql(
      `update hawk_auth_secrets set sealed = '${sealed}' where credential_id = '${id}' and slot = 'current'`,
    )
  }

  async function sealedOf(id: string, slot = 'current'): Promise<string> {
    const { secrets } = await bench.rows()
    return secrets.find((row) => row.credential_id === id && row.slot === slot)?.sealed ?? ''
  }

  test('can not be moved to another credential', async () => {
    await approved(bench.registry, 'ci-bot')
    await approved(bench.registry, 'mallory')
    await seal('ci-bot', await sealedOf('mallory'))
    await isUnreadable('ci-bot')
  })

  test('can not be moved to another slot', async () => {
    await approved(bench.registry, 'ci-bot')
    await bench.registry.rotate('ci-bot', BY_ADA)
    await seal('ci-bot', await sealedOf('ci-bot', 'previous'))
    await isUnreadable('ci-bot')
  })

  test('can not be used with another algorithm', async () => {
    await approved(bench.registry, 'ci-bot')
    await bench.runSql(`update hawk_auth_credentials set algorithm = 'sha512' where id = 'ci-bot'`)
    await isUnreadable('ci-bot')
  })

  test('can not be altered', async () => {
    await approved(bench.registry, 'ci-bot')
    const sealed = await sealedOf('ci-bot')
    await seal('ci-bot', `${sealed.slice(0, -6)}${sealed.at(-6) === 'A' ? 'B' : 'A'}${sealed.slice(-5)}`)
    await isUnreadable('ci-bot')
  })

  test('that is unreadable can be replaced by a reset', async () => {
    await approved(bench.registry, 'ci-bot')
    await seal('ci-bot', 'v1.k1.AAAA')
    const { secret: key } = await bench.registry.reset('ci-bot', BY_ADA)
    const store = bench.registry.credentialStore()
    expect(await verdictOf(store, { id: 'ci-bot', key }, bench.clock)).toBe('accepted')
  })
})
