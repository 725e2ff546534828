import { describe, expect, test } from 'vitest'
import { failureOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

const NEAR_IDS = [
  ...['CI-Bot', 'CI-BOT', 'ci-boT', 'ci-bot ', ' ci-bot', 'cí-bot', 'ci-bo\u0074\u0301', 'ci‐bot', 'ci_bot'],
  ...[
    'ci-bot\0',
    'ci-bot\n',
    'ci-bo',
    'ci-bott',
    'ci-bo_',
    'ci-b%',
    "ci-bot'--",
    "' or '1'='1",
    'ｃi-bot',
    '',
  ],
]

describeEachRegistry('the identity of ids (M2)', (bench) => {
  test('has every other spelling unknown where only ci-bot is there', async () => {
    const { secret: key } = await approved(bench.registry, 'ci-bot')
    const before = await bench.rows()
    const store = bench.registry.credentialStore()
    for (const id of NEAR_IDS) {
      expect([id, await bench.registry.get(id)]).toEqual([id, null])
      expect([id, await store.find(id, { id })]).toEqual([id, null])
      expect((await bench.registry.audit({ id })).entries).toEqual([])
      for (const operation of ['suspend', 'rotate', 'reset', 'delete', 'reveal', 'free'] as const) {
        const { code, message } = await failureOf(bench.registry[operation](id, BY_ADMIN))
        expect([id, operation, code]).toEqual([id, operation, 'ERR_REGISTRY_UNKNOWN_ID'])
        expect(message).not.toMatch(/[\0-\x1f]/)
      }
    }
    expect(await bench.rows()).toEqual(before)
    expect(await verdictOf(store, { id: 'ci-bot', key }, bench.clock)).toBe('accepted')
  })

  test.each(['CI-Bot', 'ci_bot'])(
    'has a request signed as %o refused, though the key is right',
    async (id) => {
      const { secret: key } = await approved(bench.registry, 'ci-bot')
      const store = bench.registry.credentialStore()
      expect(await verdictOf(store, { id: 'ci-bot', key }, bench.clock)).toBe('accepted')
      expect(await verdictOf(store, { id, key }, bench.clock)).toBe('ERR_HAWK_BAD_MAC')
    },
  )

  test('lets ids that differ in case live beside each other', async () => {
    const made = new Map<string, string>()
    for (const id of ['ci-bot', 'CI-Bot', 'CI-BOT']) made.set(id, (await approved(bench.registry, id)).secret)
    await bench.registry.suspend('CI-Bot', BY_ADMIN)
    const store = bench.registry.credentialStore()
    const verdicts = []
    for (const [id, key] of made) verdicts.push(await verdictOf(store, { id, key }, bench.clock))
    expect(verdicts).toEqual(['accepted', 'ERR_HAWK_SUSPENDED', 'accepted'])
  })

  test('takes ids that languages have names for as any other', async () => {
    for (const id of ['constructor', '__proto__', 'null', '0', '-1', '-', '_', 'a'.repeat(32)]) {
      const { secret: key } = await approved(bench.registry, id)
      expect(await bench.registry.get(id)).toMatchObject({ id })
      const store = bench.registry.credentialStore()
      expect(await verdictOf(store, { id, key }, bench.clock)).toBe('accepted')
    }
  })
})

describeEachRegistry('the identity of owners', (bench) => {
  test('is that of their bytes', async () => {
    const owners = [
      'renee',
      'Renee',
      'renée',
      'rene\u0301e',
      'renee ',
      ' renee',
      'ren_e',
      'ren%',
      "ren'e",
      'renеe',
    ]
    for (const [at, owner] of owners.entries())
      await bench.registry.request(wanted(`bot-${at}`, { owner }), BY_ADA)
    for (const [at, owner] of owners.entries()) {
      const { credentials } = await bench.registry.list({ owner })
      expect(credentials.map(({ id, owner }) => [id, owner])).toEqual([[`bot-${at}`, owner]])
      expect(await bench.registry.credentialStore().find(`bot-${at}`, { id: `bot-${at}` })).toMatchObject({
        owner,
      })
    }
    expect((await bench.registry.list({ owner: 'RENEE' })).credentials).toEqual([])
  })

  test('is that of their bytes for actors in the log too', async () => {
    const actors = ['cli:ada', 'cli:Ada', 'cli:ada ', 'cli:áda']
    for (const [at, actor] of actors.entries()) await bench.registry.request(wanted(`bot-${at}`), { actor })
    for (const [at, actor] of actors.entries()) {
      const { entries } = await bench.registry.audit({ actor })
      expect(entries.map(({ id }) => id)).toEqual([`bot-${at}`])
    }
  })
})

describeEachRegistry('a secret that is held already', (bench) => {
  const secret = '3f2f9c64-5717-4562-b3fc-2c963f66afa6'

  async function isTaken(): Promise<void> {
    const before = await bench.rows()
    const requested = await failureOf(bench.registry.request(wanted('other'), { ...BY_ADA, secret }))
    expect(requested.code).toBe('ERR_REGISTRY_SECRET_TAKEN')
    expect(requested.message).not.toContain(secret)
    const imported = await failureOf(bench.registry.import([{ ...wanted('other'), secret }], BY_ADMIN))
    expect(imported.code).toBe('ERR_REGISTRY_SECRET_TAKEN')
    expect(imported.message).not.toContain(secret)
    expect(await bench.rows()).toEqual(before)
  }

  describe('is refused to another id', () => {
    test('while it is the current one, whatever the algorithm', async () => {
      await approved(bench.registry, 'ci-bot', { secret, algorithm: 'sha512' })
      await isTaken()
    })

    test('while it is the previous one', async () => {
      await approved(bench.registry, 'ci-bot', { secret })
      await bench.registry.rotate('ci-bot', BY_ADA)
      await isTaken()
    })

    test.each(['pending', 'refused'])('while its holder is %s', async (status) => {
      await bench.registry.request(wanted('ci-bot'), { ...BY_ADA, secret })
      if (status === 'refused') await bench.registry.refuse('ci-bot', BY_ADMIN)
      await isTaken()
    })
  })

  test('can be given again once it is held no more', async () => {
    await approved(bench.registry, 'ci-bot', { secret })
    await bench.registry.reset('ci-bot', BY_ADA)
    await bench.registry.request(wanted('second'), { ...BY_ADA, secret })
    await bench.registry.delete('second', BY_ADA)
    await bench.registry.request(wanted('third'), { ...BY_ADA, secret })
  })

  test('is another one where a letter has another case', async () => {
    await approved(bench.registry, 'ci-bot', { secret })
    const other = await approved(bench.registry, 'other', { secret: secret.toUpperCase() })
    const store = bench.registry.credentialStore()
    expect(await verdictOf(store, { id: 'other', key: other.secret }, bench.clock)).toBe('accepted')
    expect(await verdictOf(store, { id: 'other', key: secret }, bench.clock)).toBe('ERR_HAWK_BAD_MAC')
  })
})
