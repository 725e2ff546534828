import { DatabaseSync } from '@photostructure/sqlite'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createQueue } from '../../src/database/queue.js'
import { describeDatabase } from '../support/databases.js'
import { errorOf, migratedForTest } from './fixtures.js'

const OPTIONS = { maxWaiting: 3, maxWaitMs: 30_000, refused: (reason: string) => new Error(reason) }

/** A task that ends when it is told to, and notes that it began. */
function heldTask(began: string[], name: string): { run: () => Promise<string>; end: () => void } {
  let end = (): void => undefined
  const ended = new Promise<string>((resolve) => (end = () => resolve(name)))
  const run = (): Promise<string> => {
    began.push(name)
    return ended
  }
  return { run, end: () => end() }
}

describe('a queue', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('runs one after another, in the order they came', async () => {
    const inTurn = createQueue(OPTIONS)
    const began: string[] = []
    const tasks = ['a', 'b', 'c'].map((name) => heldTask(began, name))
    const results = tasks.map(({ run }) => inTurn(run))
    await vi.advanceTimersByTimeAsync(29_999)
    expect(began).toEqual(['a'])
    for (const { end } of tasks) end()
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c'])
    expect(began).toEqual(['a', 'b', 'c'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('goes on behind a task that fails, at once or later', async () => {
    const inTurn = createQueue(OPTIONS)
    const failed = inTurn(async () => {
      throw new Error('no')
    })
    const next = inTurn(async () => 'next')
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe('next')
  })

  it('refuses whoever comes while as many wait as may, and takes the next when one is done', async () => {
    const inTurn = createQueue(OPTIONS)
    const began: string[] = []
    const first = heldTask(began, 'first')
    const running = inTurn(first.run)
    const waiting = ['a', 'b', 'c'].map((name) => inTurn(async () => name))
    await expect(inTurn(async () => began.push('refused'))).rejects.toThrow('3 writes of this process wait')
    first.end()
    expect(await running).toBe('first')
    expect(await inTurn(async () => 'later')).toBe('later')
    expect(await Promise.all(waiting)).toEqual(['a', 'b', 'c'])
    expect(began).toEqual(['first'])
  })

  it('does not run a task that waited too long, and keeps the order of the others', async () => {
    const inTurn = createQueue(OPTIONS)
    const began: string[] = []
    const first = heldTask(began, 'first')
    const running = inTurn(first.run)
    const impatient = inTurn(heldTask(began, 'impatient').run)
    const outcome = expect(impatient).rejects.toThrow('waited 30 s')
    await vi.advanceTimersByTimeAsync(20_000)
    const second = heldTask(began, 'second')
    const next = inTurn(second.run)
    await vi.advanceTimersByTimeAsync(10_000)
    await outcome
    // The first runs still, and so the second must wait, though the one before it is gone.
    expect(began).toEqual(['first'])
    first.end()
    second.end()
    expect(await Promise.all([running, next])).toEqual(['first', 'second'])
    expect(began).toEqual(['first', 'second'])
  })

  it('lets no time pass for a task that is under way', async () => {
    const inTurn = createQueue(OPTIONS)
    const long = heldTask([], 'long')
    const running = inTurn(long.run)
    await vi.advanceTimersByTimeAsync(120_000)
    long.end()
    expect(await running).toBe('long')
  })

  it('has room again when those that waited too long are gone', async () => {
    const inTurn = createQueue(OPTIONS)
    const first = heldTask([], 'first')
    const running = inTurn(first.run)
    const gone = ['a', 'b', 'c'].map((name) => expect(inTurn(async () => name)).rejects.toThrow('waited'))
    await vi.advanceTimersByTimeAsync(30_000)
    await Promise.all(gone)
    const next = inTurn(async () => 'next')
    first.end()
    expect(await Promise.all([running, next])).toEqual(['first', 'next'])
  })
})

describeDatabase('sqlite', 'the writers of one process', ({ create }) => {
  it('may be a thousand that wait, and one more is told that the database is not available', async () => {
    const file = await create()
    const database = await migratedForTest(file)
    const other = new DatabaseSync(file)
    onTestFinished(() => other.close())
    other.exec('begin immediate')
    let done = 0
    const count = async (): Promise<void> => {
      done += 1
    }
    const writes = Array.from({ length: 1001 }, () => database.write(count))
    const error = await errorOf(database.write(count))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(error.message).toContain(`${file} is not available: 1000 writes of this process wait`)
    other.exec('rollback')
    await Promise.all(writes)
    expect(done).toBe(1001)
  })
})
