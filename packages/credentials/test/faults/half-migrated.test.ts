import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { migrateDatabase, openRegistry } from '../../src/index.js'
import type { CredentialRegistry } from '../../src/index.js'
import { describeDatabase, describeEachDatabase, runSql } from '../support/databases.js'
import type { TestDatabases } from '../support/databases.js'
import { codeOf, outcomesOf } from '../support/failures.js'
import { BY_ADMIN, approved, wanted } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'
import { startCuttingProxy } from '../../../../test/support/cutting-proxy.js'
import { buildPackage, lineOf, startProgram } from './support/programs.js'

const PROCESSES = 4
const masterKey = newMasterKey('k1')

/** Migrates when it is told to, all together. */
const MIGRATE = `
  console.log('ready')
  await nextLine()
  await migrateDatabase({ database: args[0] })
  const registry = await openRegistry({ database: args[0] })
  await registry.request({ id: args[1], owner: args[1], description: 'Nightly builds' }, { actor: 'cli:ada' })
  await registry.close()
  process.exit()
`

async function open(location: string): Promise<CredentialRegistry> {
  const registry = await openRegistry({ database: location, masterKey })
  onTestFinished(() => registry.close())
  return registry
}

/** Holds that everything is there: a life is possible, and the audit log keeps what it has. */
async function expectComplete(location: string): Promise<void> {
  const registry = await open(location)
  const id = `bot-${(await registry.audit()).entries.length}`
  await approved(registry, id)
  await registry.rotate(id, BY_ADMIN)
  await registry.delete(id, BY_ADMIN)
  for (const change of ['delete from hawk_auth_audit', `update hawk_auth_audit set actor = 'mallory'`]) {
    await expect(runSql(location, change)).rejects.toThrow(/append-only/)
  }
  await registry.close()
}

beforeAll(buildPackage, 120_000)

describeEachDatabase('a database that is half migrated', ({ kind, create }) => {
  it.each([
    'drop table hawk_auth_migrations',
    'delete from hawk_auth_migrations',
    ...['drop table hawk_auth_audit', 'drop table hawk_auth_secrets'].map(
      (statement) => `delete from hawk_auth_migrations; ${statement}`,
    ),
    `delete from hawk_auth_migrations; delete from hawk_auth_meta where name = 'writes'`,
  ])('is told of, completed, and loses nothing: %s', async (statements) => {
    const location = await create()
    await migrateDatabase({ database: location })
    const before = await open(location)
    const { credential } = await before.request(wanted('kept'), BY_ADMIN)
    await before.close()
    await runSql(location, ...statements.split('; '))
    if (kind !== 'sqlite') expect(await codeOf(open(location))).toBe('ERR_REGISTRY_NOT_MIGRATED')
    await migrateDatabase({ database: location })
    expect(await (await open(location)).get('kept')).toEqual(credential)
    await expectComplete(location)
  })

  it('by nobody yet is migrated by several processes at once, once', async () => {
    const location = await create()
    const programs = Array.from({ length: PROCESSES }, (_, index) =>
      startProgram(MIGRATE, [location, `bot-${index}`], masterKey),
    )
    for (const program of programs) expect(await lineOf(program)).toBe('ready')
    for (const program of programs) program.tell('go')
    const ends = await Promise.all(programs.map((program) => program.end()))
    expect(ends).toEqual(ends.map(() => ({ signal: null, exitCode: 0, errors: '' })))
    const { credentials } = await (await open(location)).list()
    expect(credentials.map(({ id }) => id)).toEqual(['bot-0', 'bot-1', 'bot-2', 'bot-3'])
    await expectComplete(location)
  }, 60_000)
})

interface Cuts extends Pick<TestDatabases, 'kind' | 'create'> {
  when: 'before' | 'after'
}

for (const kind of ['postgres', 'mysql'] as const) {
  describeDatabase(kind, 'a migration that is cut off', ({ create }) => {
    it.each(['before', 'after'] as const)(
      'at any message, %s the server has seen it, is told of, and completed',
      (when) => cutEverywhere({ kind, create, when }),
      120_000,
    )
  })
}

async function cutEverywhere({ kind, create, when }: Cuts): Promise<void> {
  // PostgreSQL undoes all of it, wherever that is.
  const step = kind === 'postgres' ? 3 : 1
  let unmigrated = 0
  for (let message = 1; ; message += step) {
    const location = await create()
    const proxy = await startCuttingProxy(location)
    proxy.cutAt(message, when)
    const outcome = await outcomeOf(migrateDatabase({ database: proxy.location }))
    if (!proxy.isCut()) {
      expect(outcome).toBe('done')
      break
    }
    // What was cut off last of all was done, or nothing depends on it.
    expect(['done', 'ERR_REGISTRY_DATABASE_UNAVAILABLE']).toContain(outcome)
    const opened = await outcomeOf(open(location))
    expect(['done', 'ERR_REGISTRY_NOT_MIGRATED']).toContain(opened)
    if (opened !== 'done') unmigrated++
    await migrateDatabase({ database: location })
    await expectComplete(location)
  }
  expect(unmigrated).toBeGreaterThan(15 / step)
}

async function outcomeOf(under: Promise<unknown>): Promise<string> {
  const [outcome = ''] = await outcomesOf([under])
  return outcome
}
