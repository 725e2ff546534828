import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FingerprintMap } from '../../src/replay-cache/fingerprint-map.js'
import { ABSENT, FingerprintTable } from '../../src/replay-cache/fingerprint-table.js'
import { TablePool } from '../../src/replay-cache/table-pool.js'
import { numbersFrom, seed } from './seed.js'

interface Entry {
  low: number
  high: number
  value: number
}

function randomEntries(count: number): Entry[] {
  const next = numbersFrom(seed)
  const word = (): number => next(2 ** 32) | 0
  return Array.from({ length: count }, () => ({ low: word(), high: word(), value: next(2 ** 26) }))
}

function mapOf(entries: readonly Entry[], pool = new TablePool()): FingerprintMap {
  const map = new FingerprintMap(pool)
  for (const { low, high, value } of entries) map.add(low, high, value)
  return map
}

/** Every table of a map, which is at an end then. */
function tablesOf(map: FingerprintMap): FingerprintTable[] {
  const tables: FingerprintTable[] = []
  for (let table = map.takeTable(); table !== undefined; table = map.takeTable()) tables.push(table)
  return tables
}

function valuesOf(table: FingerprintTable): number[] {
  const slots = Array.from({ length: table.slots }, (_, slot) => table.valueAt(slot))
  return slots.filter((value) => value !== ABSENT)
}

describe('FingerprintMap', () => {
  test.each([0, 1, 12, 13, 768, 769, 5_000, 100_000])('gives %i fingerprints back, and no other', (count) => {
    const entries = randomEntries(count + 1_000)
    const [kept, others] = [entries.slice(0, count), entries.slice(count)]
    const map = mapOf(kept)
    expect(map.size).toBe(count)
    expect(kept.filter(({ low, high, value }) => map.get(low, high) !== value)).toEqual([])
    expect(others.filter(({ low, high }) => map.get(low, high) !== ABSENT)).toEqual([])
  })

  test('keeps both words of a fingerprint apart, zeros and equal halves included', () => {
    const words = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 16, 1 << 30]
    const entries = words.flatMap((low, row) =>
      words.map((high, column) => ({ low, high, value: row * 7 + column })),
    )
    const map = new FingerprintMap(new TablePool())
    for (const { low, high, value } of entries) {
      expect(map.get(low, high)).toBe(ABSENT)
      map.add(low, high, value)
    }
    expect(entries.map(({ low, high }) => map.get(low, high))).toEqual(entries.map(({ value }) => value))
  })

  test('answers as a Map does, whatever is added and removed', () => {
    // Few first words, so that fingerprints stand in each other's way, round the end of the table too.
    const word = fc.integer({ min: 10, max: 17 })
    const step = fc.record({ low: word, high: fc.integer({ min: 0, max: 5 }), isRemoval: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const model = new Map<string, number>()
        const map = new FingerprintMap(new TablePool())
        steps.forEach(({ low, high, isRemoval }, value) => {
          const name = `${low}/${high}`
          expect(map.get(low, high)).toBe(model.get(name) ?? ABSENT)
          if (isRemoval && model.delete(name)) map.remove(low, high)
          else if (!isRemoval && !model.has(name)) {
            map.add(low, high, value)
            model.set(name, value)
          }
          expect(map.size).toBe(model.size)
        })
        for (let low = 10; low <= 17; low += 1) {
          for (let high = 0; high <= 5; high += 1) {
            expect(map.get(low, high)).toBe(model.get(`${low}/${high}`) ?? ABSENT)
          }
        }
      }),
      { seed, numRuns: 300 },
    )
  })

  test('keeps what it is not asked to remove, in tables that have split', () => {
    const entries = randomEntries(20_000)
    const map = mapOf(entries)
    for (const { low, high } of entries.filter((_, index) => index % 3 === 0)) map.remove(low, high)
    const wrong = entries.filter(({ low, high, value }, index) => {
      return map.get(low, high) !== (index % 3 === 0 ? ABSENT : value)
    })
    expect(wrong).toEqual([])
  })

  test('uses the room of what was removed', () => {
    const map = new FingerprintMap(new TablePool())
    for (const { low, high, value } of randomEntries(10_000)) {
      map.add(low, high, value)
      map.remove(low, high)
    }
    expect([map.size, tablesOf(map).map(({ slots }) => slots)]).toEqual([0, [16]])
  })

  test('is taken apart into tables that hold each fingerprint once', () => {
    // As many as leave some tables split once more than others.
    const entries = randomEntries(25_000)
    const tables = tablesOf(mapOf(entries))
    expect(new Set(tables).size).toBe(tables.length)
    const values = tables.flatMap(valuesOf).sort((a, b) => a - b)
    expect(values).toEqual(entries.map(({ value }) => value).sort((a, b) => a - b))
  })

  test('has tables that are at most three quarters full', () => {
    for (const count of [10, 12, 13, 100, 192, 193, 769, 25_000]) {
      const tables = tablesOf(mapOf(randomEntries(count)))
      expect(tables.filter((table) => valuesOf(table).length > 0.75 * table.slots)).toEqual([])
    }
  })

  test('gives back the tables that it grows out of', () => {
    const pool = new TablePool()
    const first = pool.take(16)
    pool.give(first)
    mapOf(randomEntries(13), pool)
    expect(pool.take(16)).toBe(first)
  })

  test('has tables of at most 1024 slots, and at most 33 bytes of them for each of many fingerprints', () => {
    for (const count of [6_000, 8_333, 10_000, 12_000, 50_000]) {
      const tables = tablesOf(mapOf(randomEntries(count)))
      expect(Math.max(...tables.map(({ slots }) => slots))).toBe(1024)
      const bytes = tables.length * 1024 * 12
      expect(bytes / count).toBeLessThan(33)
    }
  })

  test('ignores a removal of what a table does not hold', () => {
    const table = new FingerprintTable(16)
    table.add(1, 2, 3)
    table.remove(1, 4)
    expect([table.used, table.get(1, 2)]).toEqual([1, 3])
  })
})

describe('TablePool', () => {
  test('hands a table on without anything of what it held', () => {
    const pool = new TablePool()
    const entries = randomEntries(5_000)
    const used = tablesOf(mapOf(entries, pool))
    for (const table of used) pool.give(table)
    const again = mapOf(entries.slice(0, 4_000), pool)
    expect(again.size).toBe(4_000)
    expect(entries.slice(4_000).filter(({ low, high }) => again.get(low, high) !== ABSENT)).toEqual([])
    expect(tablesOf(again).filter((table) => used.includes(table)).length).toBeGreaterThan(0)
  })

  test('keeps a bounded number of spare tables', () => {
    const pool = new TablePool()
    const given = Array.from({ length: 200 }, () => new FingerprintTable(16))
    for (const table of given) pool.give(table)
    const taken = Array.from({ length: 200 }, () => pool.take(16))
    expect(taken.filter((table) => given.includes(table))).toHaveLength(128)
  })
})
