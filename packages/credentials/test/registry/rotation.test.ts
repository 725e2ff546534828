import { beforeEach, expect, test } from 'vitest'
import { codeOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, DAY_MS, approved, inStatus } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

const ACCEPTED = 'accepted'
const UNAVAILABLE = 'ERR_HAWK_STORE_UNAVAILABLE'
const BAD_MAC = 'ERR_HAWK_BAD_MAC'

describeEachRegistry('the rotation of a secret', (bench) => {
  let first: string

  beforeEach(async () => {
    first = (await approved(bench.registry, 'ci-bot')).secret
  })

  async function verdicts(...secrets: string[]): Promise<string[]> {
    const store = bench.registry.credentialStore()
    const told = []
    for (const key of secrets) told.push(await verdictOf(store, { id: 'ci-bot', key }, bench.clock))
    return told
  }

  test('has both secrets work until the end of the overlap, inclusive, and then the new one alone', async () => {
    const { credential, secret } = await bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 60_000 })
    const untilMs = bench.clock() + 60_000
    expect(credential).toMatchObject({ version: 3, previousSecretUntilMs: untilMs, status: 'approved' })
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(await verdicts(first, secret)).toEqual([ACCEPTED, ACCEPTED])
    bench.clock.set(untilMs)
    expect(await verdicts(first, secret)).toEqual([ACCEPTED, ACCEPTED])
    expect(await bench.registry.get('ci-bot')).toMatchObject({ previousSecretUntilMs: untilMs })
    bench.clock.advance(1)
    expect(await verdicts(first, secret)).toEqual([BAD_MAC, ACCEPTED])
    expect(await bench.registry.get('ci-bot')).toMatchObject({ previousSecretUntilMs: null, version: 3 })
  })

  test('refuses the previous secret at its end although the record was cached before', async () => {
    const { secret } = await bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 2_000 })
    const store = bench.registry.credentialStore({ ttlMs: 3_600_000 })
    const verdict = async (key: string): Promise<string> =>
      verdictOf(store, { id: 'ci-bot', key }, bench.clock)
    expect(await verdict(first)).toBe(ACCEPTED)
    bench.clock.advance(2_001)
    expect(await verdict(first)).toBe(BAD_MAC)
    expect(await verdict(secret)).toBe(ACCEPTED)
  })

  test('overlaps for a day unless told', async () => {
    const { credential } = await bench.registry.rotate('ci-bot', BY_ADA)
    expect(credential.previousSecretUntilMs).toBe(bench.clock() + DAY_MS)
  })

  test('takes an overlap of thirty days', async () => {
    const { secret } = await bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 30 * DAY_MS })
    bench.clock.advance(30 * DAY_MS)
    expect(await verdicts(first, secret)).toEqual([ACCEPTED, ACCEPTED])
  })

  test('ends a 503 of a previous secret that can not be opened, as the end of its overlap does', async () => {
    const spoilPrevious = async (): Promise<string> => {
      const { secret } = await bench.registry.rotate('ci-bot', { ...BY_ADA, endsOverlap: true })
      await bench.runSql(`update hawk_auth_secrets set sealed = 'spoilt' where slot = 'previous'`)
      return secret
    }
    const second = await spoilPrevious()
    expect(await verdicts(second)).toEqual([UNAVAILABLE])
    const { secret: third } = await bench.registry.rotate('ci-bot', { ...BY_ADA, endsOverlap: true })
    expect(await verdicts(second, third)).toEqual([ACCEPTED, ACCEPTED])
    const fourth = await spoilPrevious()
    expect(await verdicts(fourth)).toEqual([UNAVAILABLE])
    bench.clock.advance(DAY_MS + 1)
    expect(await verdicts(fourth)).toEqual([ACCEPTED])
  })

  test('of one that can not be opened is done without an overlap, or by a reset', async () => {
    const spoil = `update hawk_auth_secrets set sealed = 'spoilt'`
    await bench.runSql(spoil)
    expect(await verdicts(first)).toEqual([UNAVAILABLE])
    expect(await codeOf(bench.registry.rotate('ci-bot', BY_ADA))).toBe('ERR_REGISTRY_SECRET_UNREADABLE')
    const { secret: second } = await bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 0 })
    expect(await verdicts(second)).toEqual([ACCEPTED])
    await bench.runSql(spoil)
    const { secret: third } = await bench.registry.reset('ci-bot', BY_ADA)
    expect(await verdicts(third)).toEqual([ACCEPTED])
  })

  test('without an overlap ends the secret before at once', async () => {
    const { credential, secret } = await bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 0 })
    expect(credential.previousSecretUntilMs).toBeNull()
    bench.clock.advance(1)
    expect(await verdicts(first, secret)).toEqual([BAD_MAC, ACCEPTED])
  })

  test('is refused while an overlap goes on, and changes nothing', async () => {
    const { secret } = await bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 60_000 })
    const before = await bench.rows()
    expect(await codeOf(bench.registry.rotate('ci-bot', BY_ADA))).toBe('ERR_REGISTRY_WRONG_STATUS')
    expect(await bench.rows()).toEqual(before)
    expect(await verdicts(first, secret)).toEqual([ACCEPTED, ACCEPTED])
  })

  test('within an overlap ends the oldest secret at once where that was asked for', async () => {
    const { secret: second } = await bench.registry.rotate('ci-bot', BY_ADA)
    const { secret: third } = await bench.registry.rotate('ci-bot', { ...BY_ADA, endsOverlap: true })
    expect(await verdicts(first, second, third)).toEqual([BAD_MAC, ACCEPTED, ACCEPTED])
  })

  test('is possible again when the overlap is over', async () => {
    const { secret: second } = await bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: 60_000 })
    bench.clock.advance(60_001)
    const { secret: third } = await bench.registry.rotate('ci-bot', BY_ADA)
    expect(await verdicts(first, second, third)).toEqual([BAD_MAC, ACCEPTED, ACCEPTED])
  })

  test('keeps the overlap through a suspension, which both secrets are under', async () => {
    const { secret } = await bench.registry.rotate('ci-bot', BY_ADA)
    await bench.registry.suspend('ci-bot', BY_ADMIN)
    expect(await verdicts(first, secret)).toEqual(['ERR_HAWK_SUSPENDED', 'ERR_HAWK_SUSPENDED'])
    await bench.registry.resume('ci-bot', BY_ADMIN)
    expect(await verdicts(first, secret)).toEqual([ACCEPTED, ACCEPTED])
  })

  test('shows the new secret to its owner', async () => {
    const { secret } = await bench.registry.rotate('ci-bot', BY_ADA)
    expect((await bench.registry.reveal('ci-bot', BY_ADA)).secret).toBe(secret)
  })

  test('keeps one row for each secret that works, and none of another', async () => {
    const slots = async (): Promise<string[]> => (await bench.rows()).secrets.map(({ slot }) => slot)
    expect(await slots()).toEqual(['current'])
    await bench.registry.rotate('ci-bot', BY_ADA)
    expect(await slots()).toEqual(['current', 'previous'])
    await bench.registry.rotate('ci-bot', { ...BY_ADA, endsOverlap: true })
    expect(await slots()).toEqual(['current', 'previous'])
    await bench.registry.reset('ci-bot', BY_ADA)
    expect(await slots()).toEqual(['current'])
  })

  test.each([-1, 0.5, NaN, Infinity, 30 * DAY_MS + 1, '60000', null])(
    'refuses an overlap of %o, and changes nothing',
    async (overlapMs) => {
      const before = await bench.rows()
      const rotated = bench.registry.rotate('ci-bot', { ...BY_ADA, overlapMs: overlapMs as number })
      expect(await codeOf(rotated)).toBe('ERR_REGISTRY_BAD_INPUT')
      expect(await bench.rows()).toEqual(before)
    },
  )

  test('by reset ends every earlier secret at once, in an overlap too', async () => {
    const { secret: second } = await bench.registry.rotate('ci-bot', BY_ADA)
    const { credential, secret: third } = await bench.registry.reset('ci-bot', BY_ADMIN)
    expect(credential).toMatchObject({ version: 4, status: 'approved', previousSecretUntilMs: null })
    expect(await verdicts(first, second, third)).toEqual([BAD_MAC, BAD_MAC, ACCEPTED])
  })

  test.each(['pending', 'suspended'] as const)('by reset leaves a %s one as it is', async (status) => {
    const { secret: before, credential } = await inStatus(bench.registry, 'other', status)
    const reset = await bench.registry.reset('other', BY_ADMIN)
    expect(reset.credential).toMatchObject({ status, version: credential.version + 1 })
    expect(reset.secret).not.toBe(before)
    const store = bench.registry.credentialStore()
    const refusal = status === 'pending' ? 'ERR_HAWK_NOT_APPROVED' : 'ERR_HAWK_SUSPENDED'
    expect(await verdictOf(store, { id: 'other', key: reset.secret }, bench.clock)).toBe(refusal)
    expect(await verdictOf(store, { id: 'other', key: before }, bench.clock)).toBe(BAD_MAC)
  })
})
