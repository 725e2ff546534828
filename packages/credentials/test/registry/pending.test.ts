import { beforeEach, expect, test } from 'vitest'
import { failureOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'

describeEachRegistry('an owner with twenty pending requests', (bench) => {
  beforeEach(async () => {
    for (let at = 0; at < 20; at++) await bench.registry.request(wanted(`bot-${at}`), BY_ADA)
  })

  async function isRefused(): Promise<void> {
    const before = await bench.rows()
    const { code, message } = await failureOf(bench.registry.request(wanted('one-more'), BY_ADA))
    expect(code).toBe('ERR_REGISTRY_TOO_MANY_PENDING')
    expect(message).toContain('20')
    expect(await bench.rows()).toEqual(before)
  }

  test('can make no other, and then nothing changes', async () => {
    await isRefused()
  })

  test.each(['approve', 'refuse', 'delete'] as const)('can make another after %s of one', async (name) => {
    await bench.registry[name]('bot-7', { ...BY_ADMIN, version: 1 })
    await bench.registry.request(wanted('one-more'), BY_ADA)
  })

  test('can still be given one that is approved at once', async () => {
    expect((await approved(bench.registry, 'approved-bot')).credential.status).toBe('approved')
    await isRefused()
  })

  test('is no hindrance to others, whose name is nearly the same', async () => {
    for (const [at, owner] of ['Ada', 'ada ', 'áda', 'ad'].entries()) {
      await bench.registry.request(wanted(`other-${at}`, { owner }), BY_ADMIN)
    }
  })

  test('is no hindrance to an import, which adds to them', async () => {
    const secret = 'a-secret-of-enough-bytes'
    await bench.registry.import([{ ...wanted('imported'), secret }], BY_ADMIN)
    await bench.registry.delete('bot-7', BY_ADA)
    await isRefused()
  })
})
