import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Credential, CredentialStatus, ListQuery } from '../../src/index.js'
import { BY_ADA, BY_ADMIN, inStatus, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'

const STATUSES: readonly CredentialStatus[] = ['pending', 'approved', 'refused', 'suspended', 'deleted']

/** What searches trip over: wildcards, escapes, quotes, letters that fold in some languages alone. */
const PIECES = [
  '%',
  '_',
  '\\',
  "'",
  '"',
  '`',
  '*',
  '?',
  '[a]',
  '--',
  ';',
  'x',
  'X',
  'é',
  'É',
  'ß',
  'SS',
  'İ',
  'i',
  '🔑',
  ' ',
]

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

describeEachRegistry('the list of credentials', (bench) => {
  async function idsOf(query: ListQuery): Promise<string[]> {
    return (await bench.registry.list(query)).credentials.map(({ id }) => id)
  }

  /** All pages, one after another. */
  async function pagesOf(query: ListQuery): Promise<Credential[][]> {
    const pages: Credential[][] = []
    let after: string | undefined
    do {
      const { credentials, next } = await bench.registry.list({ ...query, after })
      pages.push(credentials)
      after = next ?? undefined
    } while (after !== undefined)
    return pages
  }

  async function fill(ids: readonly string[], owner: string, description = 'Nightly'): Promise<void> {
    const credentials = ids.map((id) => ({
      ...wanted(id, { owner, description }),
      secret: `a-secret-that-is-of-${id}`,
    }))
    await bench.registry.import(credentials, BY_ADMIN)
  }

  test('is empty at first', async () => {
    expect(await bench.registry.list()).toEqual({ credentials: [], next: null })
    expect(
      await bench.registry.list({ search: 'x', owner: 'ada', status: 'deleted', after: 'ci-bot' }),
    ).toEqual({
      credentials: [],
      next: null,
    })
  })

  test('tells of each what get tells, and never its secret', async () => {
    const { secret } = await bench.registry.request(wanted('ci-bot'), { ...BY_ADA, approve: true })
    await bench.registry.rotate('ci-bot', BY_ADA)
    const { credentials } = await bench.registry.list()
    expect(credentials).toEqual([await bench.registry.get('ci-bot')])
    expect(JSON.stringify(credentials)).not.toContain(secret)
  })

  test('in pages of any length is the whole list, by the bytes of the ids', async () => {
    const id = fc.stringMatching(/^[-_aAbBzZ09]{1,8}$/)
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        async (some, limit) => {
          const owner = `owner-${++round}`
          const ids = some.map((each) => `${each}-${round}`)
          await fill(ids, owner)
          const pages = await pagesOf({ owner, limit })
          expect(pages.flat().map(({ id }) => id)).toEqual(
            [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
          )
          for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit)
          expect(pages).toHaveLength(Math.max(1, Math.ceil(ids.length / limit)))
        },
      ),
      { numRuns: 12 },
    )
  })

  test('has fifty on a page unless told, and two hundred at most', async () => {
    const ids = Array.from({ length: 201 }, (_, at) => `bot-${String(at).padStart(3, '0')}`)
    await fill(ids, 'ada')
    expect(await idsOf({})).toEqual(ids.slice(0, 50))
    expect(await bench.registry.list({ limit: 200 })).toMatchObject({ next: 'bot-199' })
    expect(await bench.registry.list({ limit: 200, after: 'bot-199' })).toMatchObject({ next: null })
    expect(await bench.registry.list({ limit: 200, after: 'bot-000' })).toMatchObject({ next: null })
  })

  test('goes on after an id that was deleted meanwhile', async () => {
    await fill(['a', 'b', 'c'], 'ada')
    const { next } = await bench.registry.list({ limit: 2 })
    await bench.registry.delete('b', BY_ADMIN)
    expect(await idsOf({ after: next ?? '' })).toEqual(['c'])
  })

  test('holds deleted ones where they are asked for alone', async () => {
    for (const status of STATUSES) await inStatus(bench.registry, status, status)
    expect(await idsOf({})).toEqual(['approved', 'pending', 'refused', 'suspended'])
    for (const status of STATUSES) expect(await idsOf({ status })).toEqual([status])
    expect(await idsOf({ status: ['deleted', 'pending'] })).toEqual(['deleted', 'pending'])
    expect(await idsOf({ status: STATUSES })).toHaveLength(5)
    expect(await idsOf({ status: [] })).toEqual([])
  })

  test('is searched in id, owner, e-mail and description, ASCII letters in either case', async () => {
    await bench.registry.request(wanted('Needle-1', { owner: 'a', description: 'x' }), BY_ADA)
    await bench.registry.request(wanted('b', { owner: 'the nEEdle', description: 'x' }), BY_ADA)
    await bench.registry.request(
      wanted('c', { owner: 'c', ownerEmail: 'NEEDLE@example.com', description: 'x' }),
      BY_ADA,
    )
    await bench.registry.request(wanted('d', { owner: 'd', description: 'In a hay needle stack' }), BY_ADA)
    await bench.registry.request(wanted('e', { owner: 'e', description: 'Nothing' }), BY_ADA)
    for (const search of ['needle', 'NEEDLE', 'Needle']) {
      expect(await idsOf({ search })).toEqual(['Needle-1', 'b', 'c', 'd'])
    }
    expect(await idsOf({ search: 'needle', owner: 'c' })).toEqual(['c'])
    expect(await idsOf({ search: 'needle', status: 'approved' })).toEqual([])
    expect((await pagesOf({ search: 'needle', limit: 1 })).flat().map(({ id }) => id)).toHaveLength(4)
  })

  test('does not search what is not shown', async () => {
    const { secret } = await bench.registry.request(wanted('ci-bot'), {
      ...BY_ADA,
      secret: 'needle-needle-needle',
    })
    expect(await idsOf({ search: secret })).toEqual([])
    expect(await idsOf({ search: 'needle' })).toEqual([])
    expect(await idsOf({ search: 'pending' })).toEqual([])
  })

  test('is searched for exactly the text that is given, wildcards and quotes too', async () => {
    const text = fc
      .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 })
      .map((pieces) => pieces.join(''))
    let round = 0
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 6 }), text, async (descriptions, search) => {
        const owner = `0${++round}`
        const made = descriptions.map((description, at) => ({ id: `${round}-${at}`, owner, description }))
        await bench.registry.import(
          made.map((each) => ({ ...each, secret: `a-secret-that-is-of-${each.id}` })),
          BY_ADMIN,
        )
        const holds = made.filter((each) => asciiLower(each.description).includes(asciiLower(search)))
        expect(await idsOf({ owner, search })).toEqual(holds.map(({ id }) => id))
      }),
      {
        numRuns: 30,
        examples: [
          [['100%', '100x', '%'], '%'],
          [['a_b', 'aXb'], '_'],
          [['\\', '/'], '\\'],
          [["'", '"'], "'"],
        ],
      },
    )
  })
})
