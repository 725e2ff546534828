import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { describeEachDatabase, runSql } from '../support/databases.js'
import { holdClaims, NOW_MS, openStore, remembered, rowsOf, useOf, usesOf } from '../support/nonce-stores.js'

/** More than two batches of any database. */
const MANY = 2300
const SWEEP = { sweepEveryMs: 10 }

describeEachDatabase('what has expired in a replay cache', ({ kind, create }) => {
  it('is deleted, batch by batch, by the latest clock of claims, and never before its time has passed', async () => {
    const location = await create()
    const store = await openStore(location, SWEEP)
    const laterMs = NOW_MS + 60_000
    const expired = usesOf(MANY, { keepUntilMs: laterMs - 1 })
    const live = [
      useOf('at the moment', { keepUntilMs: laterMs }),
      useOf('long', { keepUntilMs: laterMs + 1 }),
    ]
    await Promise.all([...expired, ...live].map((use) => store.claim(use)))
    const last = useOf('last', { nowMs: laterMs, keepUntilMs: laterMs + 120_000 })
    await store.claim(last)
    await untilSize(location, 3)
    expect(await remembered(location, [...live, last])).toEqual([true, true, true])
    for (const use of live) expect(await store.claim(use)).toBe('replayed')
  })

  it('is deleted by several at once, and each lets the others be', async () => {
    const location = await create()
    const [first, second] = [await openStore(location, SWEEP), await openStore(location, SWEEP)]
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue()
    onTestFinished(() => warn.mockRestore())
    await Promise.all(usesOf(MANY, { keepUntilMs: NOW_MS }).map((use) => first.claim(use)))
    const nowMs = NOW_MS + 1
    const live = [useOf('one', { nowMs }), useOf('other', { nowMs })] as const
    await Promise.all([first.claim(live[0]), second.claim(live[1])])
    await untilSize(location, 2)
    expect(await remembered(location, live)).toEqual([true, true])
    expect(warn).not.toHaveBeenCalled()
  })

  it('is deleted, too, where it expires while a round is under way, and no claim comes after', async () => {
    const location = await create()
    const store = await openStore(location, SWEEP)
    await store.claim(useOf('expired', { keepUntilMs: NOW_MS }))
    const release = await holdClaims(location)
    await store.claim(useOf('too late', { keepUntilMs: NOW_MS - 1 }))
    // A round begins, and waits.
    await pause(100)
    const last = store.claim(useOf('last', { nowMs: NOW_MS + 1 }))
    await release()
    expect(await last).toBe('admitted')
    await untilSize(location, 1)
  })

  it('stays while the clock of claims says that it may be needed, whatever the clock on the wall says', async () => {
    const location = await create()
    const store = await openStore(location, SWEEP)
    const nowMs = Date.UTC(2001, 0)
    await store.claim(useOf('long ago', { nowMs, keepUntilMs: nowMs + 1 }))
    // Many rounds.
    await pause(100)
    await store.claim(useOf('again', { nowMs }))
    await pause(100)
    expect((await rowsOf(location)).size).toBe(2)
  })

  it('stays when the store is closed', async () => {
    const location = await create()
    const store = await openStore(location, { sweepEveryMs: 50 })
    await store.claim(useOf('expired', { keepUntilMs: NOW_MS }))
    await store.claim(useOf('later', { nowMs: NOW_MS + 1 }))
    await store.close()
    await pause(150)
    expect((await rowsOf(location)).size).toBe(2)
  })

  it('is told once where it cannot be deleted, and is deleted when it can', async () => {
    const location = await create()
    const store = await openStore(location, SWEEP)
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue()
    onTestFinished(() => warn.mockRestore())
    await store.claim(useOf('expired', { keepUntilMs: NOW_MS }))
    const trigger = FORBID_DELETE[kind]
    await runSql(location, ...trigger.forbid)
    const claimNext = claimer()
    const codes = (): unknown[] => warn.mock.calls.map(([, options]) => (options as { code?: unknown }).code)
    // Once for the whole process: the first of these suites sees it.
    for (let round = 0; round < 5; round++) {
      await claimNext(store)
      await pause(30)
    }
    expect(codes().length).toBeLessThanOrEqual(1)
    if (kind === 'sqlite') expect(codes()).toEqual(['HAWK_NONCES_NOT_SWEPT'])
    expect(await remembered(location, [useOf('expired')])).toEqual([true])
    await runSql(location, ...trigger.allow)
    await claimNext(store)
    await untilSize(location, 6)
  })
})

const FORBID_DELETE = {
  sqlite: {
    forbid: [`create trigger keep before delete on hawk_nonces begin select raise(abort, 'not now'); end`],
    allow: ['drop trigger keep'],
  },
  postgres: {
    forbid: [
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$`,
      'create trigger keep before delete on hawk_nonces for each row execute function refuse()',
    ],
    allow: ['drop trigger keep on hawk_nonces'],
  },
  mysql: {
    forbid: [
      `create trigger keep before delete on hawk_nonces for each row signal sqlstate '45000' set message_text = 'not now'`,
    ],
    allow: ['drop trigger keep'],
  },
} as const

/** Claims another use each time, when the first has expired. */
function claimer(): (store: Awaited<ReturnType<typeof openStore>>) => Promise<void> {
  let count = 0
  return async (store) => {
    count += 1
    expect(await store.claim(useOf(`live ${count}`, { nowMs: NOW_MS + 1 }))).toBe('admitted')
  }
}

async function untilSize(location: string, size: number): Promise<void> {
  const count = async (): Promise<number> => (await rowsOf(location)).size
  await expect.poll(count, { timeout: 15_000, interval: 20 }).toBe(size)
}
