import { describe, expect, test } from 'vitest'
import { CredentialShares } from '../../src/replay-cache/credential-shares.js'
import { TablePool } from '../../src/replay-cache/table-pool.js'
import { numbersFrom, seed } from './seed.js'

describe('CredentialShares', () => {
  test('counts as a Map does over 200 000 random steps, and ends with nothing', () => {
    const next = numbersFrom(seed)
    const words = Array.from({ length: 5_000 }, () => [next(2 ** 32) | 0, next(2 ** 32) | 0] as const)
    const shares = new CredentialShares(new TablePool())
    const counts = new Map<number, number>()
    const holds: { credential: number; record: number }[] = []
    const wrong: number[] = []
    const check = (credential: number): void => {
      const [low, high] = words[credential] ?? [0, 0]
      if (shares.held(low, high) !== (counts.get(credential) ?? 0)) wrong.push(credential)
    }
    const release = (): void => {
      const { credential, record } = holds.splice(next(holds.length), 1)[0] ?? { credential: 0, record: 0 }
      shares.release(record)
      counts.set(credential, (counts.get(credential) ?? 0) - 1)
      check(credential)
    }
    for (let step = 0; step < 200_000; step += 1) {
      // Waves, so that records and tables are freed and used again.
      const isRising = Math.floor(step / 20_000) % 2 === 0
      if (holds.length > 0 && next(10) < (isRising ? 3 : 7)) {
        release()
      } else {
        const credential = next(words.length)
        const [low, high] = words[credential] ?? [0, 0]
        holds.push({ credential, record: shares.hold(low, high) })
        counts.set(credential, (counts.get(credential) ?? 0) + 1)
        check(credential)
      }
    }
    expect(wrong).toEqual([])
    expect(shares.size).toBe([...counts.values()].filter((count) => count > 0).length)
    while (holds.length > 0) release()
    expect([wrong, shares.size]).toEqual([[], 0])
  })

  test('gives the record of a credential without live nonces to another one', () => {
    const shares = new CredentialShares(new TablePool())
    const [ann, bob] = [shares.hold(1, 1), shares.hold(2, 2)]
    shares.release(ann)
    shares.release(bob)
    const again = [shares.hold(3, 3), shares.hold(4, 4)]
    expect(new Set(again)).toEqual(new Set([ann, bob]))
    expect([shares.held(1, 1), shares.held(3, 3), shares.size]).toEqual([0, 1, 2])
  })
})
