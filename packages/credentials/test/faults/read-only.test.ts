import { createFakeClock } from '@hawk-auth/testkit'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openRegistry } from '../../src/index.js'
import type { CredentialRegistry } from '../../src/index.js'
import { describeDatabase, runSql } from '../support/databases.js'
import { codeOf, failureOf } from '../support/failures.js'
import { BY_ADMIN, approved, wanted } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'
import { buildPackage, lineOf, startProgram } from './support/programs.js'

const masterKey = newMasterKey('k1')
const PASSWORD = 'hunter2'

/** Root may write whatever the modes say: it goes on as nobody. */
const OPEN_AS_NOBODY = `
  if (process.getuid() === 0) {
    process.setgroups([])
    process.setgid(65534)
    process.setuid(65534)
  }
  const said = await openRegistry({ database: args[0] }).then(() => 'opened', ({ code, message }) => code + ' ' + message)
  console.log(said)
  process.exit()
`

describe.skipIf(process.platform === 'win32')('a registry in a file that may only be read', () => {
  let directory: string
  let file: string

  beforeAll(buildPackage, 120_000)

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hawk-auth-read-only-'))
    file = join(directory, 'hawk-auth.sqlite')
    const registry = await openRegistry({ database: file, masterKey })
    await approved(registry, 'ci-bot')
    await registry.close()
  })

  afterEach(() => {
    chmodSync(directory, 0o700)
    rmSync(directory, { recursive: true })
  })

  it.each([
    ['because of its own mode', 0o777, 0o444],
    ['because nobody else may even read it', 0o777, process.getuid?.() === 0 ? 0o600 : 0o000],
    ['because of the mode of its directory', 0o555, 0o666],
  ])('is refused as such, and stays as it is: %s', async (_why, directoryMode, fileMode) => {
    chmodSync(directory, directoryMode)
    chmodSync(file, fileMode)
    const program = startProgram(OPEN_AS_NOBODY, [file], masterKey)
    const said = await lineOf(program)
    expect(said).toMatch(/^ERR_REGISTRY_DATABASE_READ_ONLY /)
    expect(said).toContain(file)
    expect(await program.end()).toEqual({ signal: null, exitCode: 0, errors: '' })
    chmodSync(directory, 0o700)
    chmodSync(file, 0o600)
    const registry = await openRegistry({ database: file, masterKey })
    onTestFinished(() => registry.close())
    expect((await registry.get('ci-bot'))?.status).toBe('approved')
  })
})

/** How a server takes the right to write from whoever has the URL that comes back. */
type Deny = (location: string) => Promise<string>

describeDatabase('postgres', 'a registry that may only read', ({ create }) => {
  async function role(location: string, ...grants: string[]): Promise<string> {
    const name = nameFor(location)
    await runSql(location, `create role ${name} login password '${PASSWORD}'`)
    onTestFinished(() => runSql(location, `drop owned by ${name}`, `drop role ${name}`))
    await runSql(location, ...grants.map((grant) => `${grant} to ${name}`))
    return as(location, name)
  }

  readerSuite(create, [
    ['SELECT alone', (location) => role(location, 'grant select on all tables in schema public')],
    [
      'default_transaction_read_only',
      async (location) => {
        await runSql(
          location,
          `alter database ${databaseOf(location)} set default_transaction_read_only = on`,
        )
        return location
      },
    ],
    [
      'no right to the audit log',
      (location) =>
        role(
          location,
          'grant select on all tables in schema public',
          'grant insert, update, delete on hawk_auth_credentials, hawk_auth_secrets, hawk_auth_meta',
        ),
    ],
  ])

  it('without any grants is refused as such', async () => {
    const location = await migrated(create)
    const error = await failureOf(openRegistry({ database: await role(location), masterKey }))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
    expect(error.message).not.toContain(PASSWORD)
  })
})

describeDatabase('mysql', 'a registry that may only read', ({ create }) => {
  async function user(location: string, ...grants: string[]): Promise<string> {
    const name = `${nameFor(location)}@'%'`
    await runSql(location, `create user ${name} identified by '${PASSWORD}'`)
    onTestFinished(() => runSql(location, `drop user ${name}`))
    await runSql(location, ...grants.map((grant) => `${grant} to ${name}`))
    return as(location, nameFor(location))
  }

  readerSuite(create, [
    ['SELECT alone', (location) => user(location, `grant select on ${databaseOf(location)}.*`)],
    [
      'no right to the audit log',
      (location) =>
        user(
          location,
          `grant select on ${databaseOf(location)}.*`,
          ...['credentials', 'secrets', 'meta'].map(
            (table) => `grant insert, update, delete on ${databaseOf(location)}.hawk_auth_${table}`,
          ),
        ),
    ],
  ])

  it('without any grants is refused', async () => {
    const location = await migrated(create)
    const error = await failureOf(openRegistry({ database: await user(location), masterKey }))
    // The server does not even say whether there is such a database.
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(error.message).toContain('Access denied')
    expect(error.message).not.toContain(PASSWORD)
  })
})

function readerSuite(create: () => Promise<string>, ways: readonly [string, Deny][]): void {
  it.each(ways)('verifies, changes nothing, and says so: %s', async (way, deny) => {
    const location = await create()
    const clock = createFakeClock()
    const writer = await opened({ database: location, masterKey, clock, migrate: true })
    const { secret } = await approved(writer, 'ci-bot')
    await writer.request(wanted('waiting'), BY_ADMIN)
    const before = await everything(writer)
    await writer.close()

    const reader = await openRegistry({ database: await deny(location), masterKey, clock })
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue()
    try {
      const store = reader.credentialStore()
      expect(await verdictOf(store, { id: 'ci-bot', key: secret }, clock)).toBe('accepted')
      for (const change of [
        () => reader.request(wanted('new'), BY_ADMIN),
        () => reader.approve('waiting', { ...BY_ADMIN, version: 1 }),
        () => reader.rotate('ci-bot', BY_ADMIN),
        () => reader.delete('ci-bot', BY_ADMIN),
        // Without an entry nothing is shown.
        () => reader.reveal('ci-bot', BY_ADMIN),
        () => reader.rewrap(BY_ADMIN),
      ]) {
        expect(await codeOf(change())).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
      }
      expect(await everything(reader)).toEqual(before)
      expect(await verdictOf(store, { id: 'ci-bot', key: secret }, clock)).toBe('accepted')
      await nextTurn()
      await reader.close()
      // Once for the whole process; who may write the credentials notes the use.
      const warnings = warn.mock.calls.length
      if (way === 'no right to the audit log') expect(warnings).toBe(0)
      else expect(warnings).toBeLessThanOrEqual(1)
    } finally {
      warn.mockRestore()
      await reader.close()
    }
  })
}

async function opened(options: Parameters<typeof openRegistry>[0]): Promise<CredentialRegistry> {
  const registry = await openRegistry(options)
  onTestFinished(() => registry.close())
  return registry
}

async function migrated(create: () => Promise<string>): Promise<string> {
  const location = await create()
  await (await opened({ database: location, masterKey, migrate: true })).close()
  return location
}

async function everything(registry: CredentialRegistry): Promise<unknown> {
  return { credentials: await registry.list({ limit: 200 }), entries: await registry.audit({ limit: 200 }) }
}

function nameFor(location: string): string {
  return `hawk_${databaseOf(location).slice(-12)}`
}

function as(location: string, user: string): string {
  const url = new URL(location)
  url.username = user
  url.password = PASSWORD
  return url.href
}

function databaseOf(location: string): string {
  return new URL(location).pathname.slice(1)
}
