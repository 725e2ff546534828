import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { failureOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

/** The ways in which a secret could be written. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64').slice(0, -3),
    bytes.toString('base64url').slice(0, -3),
  ]
}

function holdsNone(text: string, secrets: readonly string[]): void {
  for (const spelling of secrets.flatMap(spellings)) expect(text.includes(spelling)).toBe(false)
}

describeEachRegistry('a secret', (bench) => {
  /** Every secret of a life with all that can be done, some of them dead. */
  async function live(): Promise<string[]> {
    const { registry } = bench
    const secrets = [randomUUID(), 'hunter2-and-some-more']
    secrets.push((await registry.request(wanted('ci-bot'), BY_ADA)).secret)
    secrets.push((await registry.reset('ci-bot', BY_ADA)).secret)
    await registry.approve('ci-bot', { ...BY_ADMIN, version: 2 })
    secrets.push((await registry.rotate('ci-bot', BY_ADA)).secret)
    secrets.push((await registry.rotate('ci-bot', { ...BY_ADA, endsOverlap: true })).secret)
    secrets.push((await approved(registry, 'gone')).secret)
    await registry.delete('gone', BY_ADMIN)
    await registry.import([{ ...wanted('imported'), secret: secrets[0] ?? '' }], BY_ADMIN)
    await registry.request(wanted('given'), { ...BY_ADA, secret: secrets[1] })
    await registry.reveal('given', BY_ADA)
    await registry.rewrap(BY_ADMIN)
    return secrets
  }

  test('is nowhere in the rows of the database', async () => {
    const secrets = await live()
    const raw = await bench.raw()
    const meta = await raw.read((database) => database.selectFrom('hawk_auth_meta').selectAll().execute())
    const rows = JSON.stringify([await bench.rows(), meta])
    expect(rows).toContain('imported')
    holdsNone(rows, secrets)
    holdsNone(rows, [bench.masterKey.slice('k1:'.length)])
  })

  test('is nowhere in the files of an embedded database', async () => {
    if (bench.databases.kind !== 'sqlite') return
    const secrets = await live()
    const filesNow = (): string =>
      ['', '-wal', '-shm']
        .map((ending) => `${bench.location}${ending}`)
        .filter((file) => existsSync(file))
        .map((file) => readFileSync(file, 'latin1'))
        .join('')
    expect(filesNow()).toContain('imported')
    holdsNone(filesNow(), secrets)
    await bench.registry.close()
    holdsNone(filesNow(), secrets)
  })

  test('that is dead is not even sealed in the file of an embedded database', async () => {
    if (bench.databases.kind !== 'sqlite') return
    for (const id of ['kept', 'reset', 'deleted']) await approved(bench.registry, id)
    await bench.registry.rotate('reset', BY_ADA)
    const { secrets } = await bench.rows()
    await bench.registry.reset('reset', BY_ADA)
    await bench.registry.delete('deleted', BY_ADMIN)
    await bench.runSql('pragma wal_checkpoint(truncate)')
    const file = readFileSync(bench.location, 'latin1')
    const found = secrets.map(({ credential_id: id, slot, sealed, fingerprint }) => [
      `${id} ${slot}`,
      file.includes(sealed),
      file.includes(fingerprint),
    ])
    expect(found).toEqual([
      ['deleted current', false, false],
      ['kept current', true, true],
      ['reset current', false, false],
      ['reset previous', false, false],
    ])
  })

  test('is in nothing that a registry or its store shows of itself', async () => {
    const secrets = await live()
    const store = bench.registry.credentialStore()
    const key = secrets[5] ?? ''
    expect(await verdictOf(store, { id: 'ci-bot', key }, bench.clock)).toBe('accepted')
    for (const thing of [bench.registry, store]) {
      const shown = [
        inspect(thing, { depth: 20, showHidden: true, getters: true, showProxy: true }),
        JSON.stringify(thing),
        JSON.stringify({ ...thing }),
      ].join('\n')
      holdsNone(shown, [...secrets, bench.masterKey.slice('k1:'.length)])
    }
  })

  test('is in nothing that is told of credentials', async () => {
    const secrets = await live()
    const told = JSON.stringify([
      await bench.registry.get('ci-bot'),
      await bench.registry.list({ status: ['pending', 'approved', 'deleted'] }),
      await bench.registry.audit({ limit: 200 }),
      await bench.registry.suspend('ci-bot', BY_ADMIN),
      await bench.registry.delete('given', BY_ADMIN),
    ])
    holdsNone(told, secrets)
  })

  test('is in no error, nor in the cause of one', async () => {
    const secrets = await live()
    const [, secret = ''] = secrets
    const failures = [
      await failureOf(bench.registry.request(wanted('other'), { ...BY_ADA, secret })),
      await failureOf(bench.registry.request(wanted('ci-bot'), { ...BY_ADA, secret })),
      await failureOf(bench.registry.import([{ ...wanted('other'), secret: secrets[0] ?? '' }], BY_ADMIN)),
      await failureOf(bench.registry.request(wanted('other'), { ...BY_ADA, secret: secret.slice(0, 15) })),
    ]
    await bench.runSql('alter table hawk_auth_secrets rename to hawk_auth_secrets_away')
    failures.push(
      await failureOf(bench.registry.request(wanted('other'), { ...BY_ADA, secret: `${secret}-2` })),
      await failureOf(bench.registry.reveal('ci-bot', BY_ADA)),
    )
    for (const failure of failures) {
      const shown = inspect(failure, { depth: 20, showHidden: true }) + JSON.stringify(failure)
      holdsNone(shown, [...secrets, secret.slice(0, 15)])
      expect(shown).not.toMatch(/v1\.k1\./)
    }
  })
})
