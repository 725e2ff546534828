import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ImportedCredential, RegistryErrorCode } from '../../src/index.js'
import { codeOf, failureOf, outcomesOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, inStatus, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

function imported(id: string, others: Partial<ImportedCredential> = {}): ImportedCredential {
  return { ...wanted(id), secret: randomUUID(), ...others }
}

function many(count: number): ImportedCredential[] {
  return Array.from({ length: count }, (_, at) => imported(`bot-${String(at).padStart(3, '0')}`))
}

/** Why the last of an import can't be taken. */
const STUMBLES: [
  what: string,
  last: (first: ImportedCredential) => Partial<ImportedCredential>,
  code: RegistryErrorCode,
][] = [
  ['an id that is given already', () => ({ id: 'there-already' }), 'ERR_REGISTRY_ID_TAKEN'],
  ['an id that was deleted', () => ({ id: 'deleted' }), 'ERR_REGISTRY_ID_TAKEN'],
  ['the id of another one of the import', ({ id }) => ({ id }), 'ERR_REGISTRY_ID_TAKEN'],
  ['the secret of another one of the import', ({ secret }) => ({ secret }), 'ERR_REGISTRY_SECRET_TAKEN'],
  ['a secret that is held already', () => ({ secret: 'held-by-there-already' }), 'ERR_REGISTRY_SECRET_TAKEN'],
  ['a weak secret', () => ({ secret: 'fifteen-bytes-x' }), 'ERR_REGISTRY_WEAK_SECRET'],
  ['no secret', () => ({ secret: undefined as never }), 'ERR_REGISTRY_BAD_INPUT'],
  ['the algorithm sha1', () => ({ algorithm: 'sha1' as never }), 'ERR_REGISTRY_BAD_INPUT'],
  ['an "approved" that is no boolean', () => ({ approved: 'yes' as never }), 'ERR_REGISTRY_BAD_INPUT'],
  ['an end in the past', () => ({ expiresAtMs: Date.UTC(2020, 0) }), 'ERR_REGISTRY_BAD_INPUT'],
]

describeEachRegistry('an import', (bench) => {
  test('brings in credentials that work with the UUID secrets that they had', async () => {
    const [waiting, ready] = [imported('waiting'), imported('ready', { approved: true, algorithm: 'sha384' })]
    const credentials = await bench.registry.import([waiting, ready], BY_ADMIN)
    expect(credentials).toMatchObject([
      { id: 'waiting', status: 'pending', version: 1, algorithm: 'sha256' },
      { id: 'ready', status: 'approved', version: 2, algorithm: 'sha384' },
    ])
    expect(await bench.registry.get('ready')).toEqual(credentials[1])
    const store = bench.registry.credentialStore()
    const verdict = ({ id, secret: key, algorithm }: ImportedCredential): Promise<string> =>
      verdictOf(store, { id, key, algorithm }, bench.clock)
    expect(await verdict(waiting)).toBe('ERR_HAWK_NOT_APPROVED')
    expect(await verdict(ready)).toBe('accepted')
    await bench.registry.approve('waiting', { ...BY_ADMIN, version: 1 })
    expect(await verdict(waiting)).toBe('accepted')
    const { secret } = await bench.registry.rotate('waiting', BY_ADA)
    expect(await verdict(waiting)).toBe('accepted')
    expect(await verdict({ ...waiting, secret })).toBe('accepted')
  })

  test('keeps everything that was said of a credential', async () => {
    const said = {
      owner: 'grace',
      ownerEmail: 'g@example.com',
      expiresAtMs: Date.UTC(2030, 0),
      description: 'It',
    }
    await bench.registry.import([imported('ci-bot', said)], BY_ADMIN)
    expect(await bench.registry.get('ci-bot')).toMatchObject({
      id: 'ci-bot',
      ...said,
      createdAtMs: bench.clock(),
    })
  })

  test('of several hundreds tells how far it is, and has an entry in the log for each', async () => {
    const credentials = many(250)
    const told: [done: number, total: number][] = []
    const onProgress = (done: number, total: number): number => told.push([done, total])
    const made = await bench.registry.import(credentials, { ...BY_ADMIN, onProgress })
    expect(made.map(({ id }) => id)).toEqual(credentials.map(({ id }) => id))
    expect(told.at(-1)).toEqual([250, 250])
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).sort((a, b) => a - b))
    const { audit, secrets } = await bench.rows()
    expect(audit.map((entry) => [entry.credential_id, entry.action])).toEqual(
      credentials.map(({ id }) => [id, 'import']),
    )
    expect(secrets).toHaveLength(250)
  })

  test('of nothing does nothing', async () => {
    expect(await bench.registry.import([], BY_ADMIN)).toEqual([])
    expect((await bench.rows()).audit).toEqual([])
  })

  test.each(STUMBLES)('whose last has %s brings in none of them', async (_, last, code) => {
    await approved(bench.registry, 'there-already', { secret: 'held-by-there-already' })
    await inStatus(bench.registry, 'deleted', 'deleted')
    const before = await bench.rows()
    const credentials = many(120)
    const first = credentials[0] ?? imported('first')
    const failure = await failureOf(
      bench.registry.import([...credentials, imported('last', last(first))], BY_ADMIN),
    )
    expect(failure.code).toBe(code)
    for (const { secret } of credentials) expect(failure.message).not.toContain(secret)
    expect(failure.message).not.toMatch(/held-by|fifteen/)
    expect(await bench.rows()).toEqual(before)
  })

  test('says which of its credentials can not be taken', async () => {
    const credentials = [imported('good'), imported('bad', { description: '\0' })]
    expect((await failureOf(bench.registry.import(credentials, BY_ADMIN))).message).toMatch(/credential 2/)
    const twice = [imported('good'), imported('twice'), imported('twice')]
    expect((await failureOf(bench.registry.import(twice, BY_ADMIN))).message).toMatch(/twice/)
  })

  test('takes weak secrets where that is asked for, and they work', async () => {
    const weak = [imported('weak', { secret: 'hunter2', approved: true })]
    expect(await codeOf(bench.registry.import(weak, BY_ADMIN))).toBe('ERR_REGISTRY_WEAK_SECRET')
    await bench.registry.import(weak, { ...BY_ADMIN, allowWeakSecrets: true })
    const store = bench.registry.credentialStore()
    expect(await verdictOf(store, { id: 'weak', key: 'hunter2' }, bench.clock)).toBe('accepted')
  })

  test('takes secrets of sixteen bytes as they are', async () => {
    await bench.registry.import(
      [imported('ci-bot', { secret: '!"#$%&()*+,-./:~', approved: true })],
      BY_ADMIN,
    )
    expect((await bench.registry.reveal('ci-bot', BY_ADA)).secret).toBe('!"#$%&()*+,-./:~')
  })

  test('that is done by two at once brings everything in once', async () => {
    const other = await bench.open()
    const credentials = many(30)
    const imports = [bench.registry, other].map((registry) => registry.import(credentials, BY_ADMIN))
    expect(await outcomesOf(imports)).toEqual(['ERR_REGISTRY_ID_TAKEN', 'done'])
    expect((await bench.rows()).credentials).toHaveLength(30)
  })

  test('undoes everything when it is broken off by the one who is told of it', async () => {
    const onProgress = (): never => {
      throw new Error('enough')
    }
    await bench.registry.import(many(150), { ...BY_ADMIN, onProgress }).then(
      () => expect.unreachable(),
      () => undefined,
    )
    expect(await bench.rows()).toEqual({ credentials: [], secrets: [], audit: [] })
  })
})
