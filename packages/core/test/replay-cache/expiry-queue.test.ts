import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExpiryQueue } from '../../src/replay-cache/expiry-queue.js'
import { seed } from './seed.js'

describe('ExpiryQueue', () => {
  test('gives back what is due first, whatever was added and removed before', () => {
    const step = fc.oneof(
      fc.integer({ min: -50, max: 50 }),
      fc.double({ noNaN: true }),
      fc.constant('remove' as const),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const queue = new ExpiryQueue()
        const model: number[] = []
        for (const value of [...steps, ...steps.map(() => 'remove' as const)]) {
          if (value === 'remove') expect(queue.removeFirst()?.dueMs).toEqual(model.shift())
          else {
            queue.add({ dueMs: value })
            model.push(value)
            model.sort((a, b) => a - b)
          }
          expect(queue.firstDueMs).toEqual(model[0] ?? Infinity)
        }
      }),
      { seed, numRuns: 300 },
    )
  })
})
