import { createFakeClock } from '@hawk-auth/testkit'
import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { openRegistry } from '../../src/index.js'
import { openForTest } from '../database/fixtures.js'
import { describeEachDatabase } from '../support/databases.js'
import { BY_ADMIN, wanted } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'
import { buildPackage, lineOf, startProgram } from './support/programs.js'
import { expectSound } from './support/sound.js'

const KILLS = { sqlite: 60, postgres: 20, mysql: 20 }
/** So many processes write at once, and are killed one by one. */
const LANES = 2

/** Lives of credentials without end. What was acknowledged is printed: the id, its version, the secret where it is new. */
const LIVES = `
  const [database, prefix] = args
  const registry = await openRegistry({ database })
  const by = { actor: 'cli:ada' }
  const tell = (done) => {
    const { credential, secret = '' } = 'credential' in done ? done : { credential: done }
    console.log(credential.id + ' ' + credential.version + ' ' + secret)
  }
  for (let count = 0; ; count++) {
    const id = prefix + '_' + count
    tell(await registry.request({ id, owner: prefix, description: 'Nightly builds' }, by))
    tell(await registry.approve(id, { ...by, version: 1 }))
    tell(await registry.rotate(id, by))
    tell(await registry.suspend(id, by))
    tell(await registry.resume(id, by))
    tell(await registry.rotate(id, { ...by, endsOverlap: true }))
    tell(await registry.reset(id, by))
    if (count % 3 === 2) tell(await registry.delete(id, by))
  }
`

/** Ends itself within a transaction that has changed everything already. */
const HALF_A_CHANGE = `
  const { openDatabase } = await import(new URL('database/open-database.js', directory))
  const database = await openDatabase(args[0])
  await database.write(async (transaction) => {
    await transaction.updateTable('hawk_auth_credentials').set({ status: 'approved', version: 2 }).execute()
    await transaction.deleteFrom('hawk_auth_secrets').execute()
    process.kill(process.pid, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  })
`

/** What was acknowledged last of a credential. */
interface Acknowledged {
  version: number
  secret: string
}

/** Opens for the first time, which makes the file, its tables and its key. */
const FIRST_OPENING = `
  console.log('opening')
  const registry = await openRegistry({ database: args[0] })
  await registry.request({ id: 'first', owner: 'ada', description: 'Nightly builds' }, { actor: 'cli:ada' })
  console.log('done')
  await nextLine()
`

beforeAll(buildPackage, 120_000)

describeEachDatabase('a process that is killed', ({ kind, create }) => {
  it(`while it writes leaves every change whole or undone, and keeps what it acknowledged (${KILLS[kind]} kills)`, async () => {
    const location = await create()
    const masterKey = newMasterKey('k1')
    const registry = await openRegistry({ database: location, masterKey, migrate: true })
    onTestFinished(() => registry.close())
    const acknowledged = new Map<string, Acknowledged>()
    let kills = 0
    await Promise.all(
      Array.from({ length: LANES }, async (_, lane) => {
        for (let round = 0; kills < KILLS[kind]; round++) {
          kills++
          await killWhileWriting(location, masterKey, `${lane}_${round}`, acknowledged)
        }
      }),
    )
    // It waits until the transactions of those who are gone are over.
    await registry.request(wanted('the-last'), BY_ADMIN)
    expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS[kind])
    const { versions, keys } = await expectSound(location, registry)
    for (const [id, { version, secret }] of acknowledged) {
      expect(versions.get(id)).toBeGreaterThanOrEqual(version)
      if (versions.get(id) === version && keys.has(id)) expect(keys.get(id)).toBe(secret)
    }
  }, 120_000)

  it('within a transaction leaves nothing of it, and nobody waits for it', async () => {
    const location = await create()
    const masterKey = newMasterKey('k1')
    const registry = await openRegistry({
      database: location,
      masterKey,
      migrate: true,
      clock: createFakeClock(),
    })
    onTestFinished(() => registry.close())
    const { credential, secret } = await registry.request(wanted('ci-bot'), BY_ADMIN)
    const program = startProgram(HALF_A_CHANGE, [location])
    const { signal, errors } = await program.end()
    expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' })
    await registry.approve('ci-bot', { ...BY_ADMIN, version: credential.version })
    const { versions, keys } = await expectSound(location, registry)
    expect([...versions]).toEqual([['ci-bot', 2]])
    expect(keys.get('ci-bot')).toBe(secret)
  })

  if (kind !== 'sqlite') return
  it.each(Array.from({ length: 10 }, (_, index) => 4 * index))(
    'while it opens a file for the first time (%i ms on) leaves one that can be opened, with its one key',
    async (ms) => {
      const location = await create()
      const program = startProgram(FIRST_OPENING, [location])
      expect(await lineOf(program)).toBe('opening')
      await pause(ms)
      program.kill()
      const wasDone = (await program.line()) === 'done'
      expect((await program.end()).errors).toBe('')
      for (const id of ['second', 'third']) {
        const registry = await openRegistry({ database: location })
        await registry.request(wanted(id), BY_ADMIN)
        const { keys } = await expectSound(location, registry)
        if (wasDone) expect(keys.has('first')).toBe(true)
        await registry.close()
      }
    },
  )

  it('leaves a file that is whole', async () => {
    const location = await create()
    const masterKey = newMasterKey('k1')
    await killWhileWriting(location, masterKey, 'only', new Map())
    const database = await openForTest(location)
    for (const check of ['integrity_check', 'foreign_key_check']) {
      const { rows } = await database.read((kysely) => sql.raw(`pragma ${check}`).execute(kysely))
      expect(rows).toEqual(check === 'integrity_check' ? [{ integrity_check: 'ok' }] : [])
    }
  })
})

async function killWhileWriting(
  location: string,
  masterKey: string,
  prefix: string,
  acknowledged: Map<string, Acknowledged>,
): Promise<void> {
  const program = startProgram(LIVES, [location, prefix], masterKey)
  const note = (line: string): void => {
    const [id = '', version, secret = ''] = line.split(' ')
    const before = acknowledged.get(id)?.secret ?? ''
    acknowledged.set(id, { version: Number(version), secret: secret === '' ? before : secret })
  }
  for (let lines = randomInt(1, 10); lines > 0; lines--) note(await lineOf(program))
  // Anywhere within a change.
  await pause(randomInt(0, 8))
  program.kill()
  for (let line = await program.line(); line !== null; line = await program.line()) note(line)
  const { signal, errors } = await program.end()
  expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' })
}
