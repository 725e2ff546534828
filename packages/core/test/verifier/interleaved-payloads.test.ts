import { hashPayload } from '@hawk-auth/core'
import type { HawkAlgorithm, PayloadCheck } from '@hawk-auth/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { admit } from '../support/payload-checks.js'

/** A body in chunks, small ones and such as no buffer of fixed size holds. */
const chunks = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    fc.integer({ min: 4000, max: 5000 }).map((length) => new Uint8Array(length).fill(0x62)),
  ),
  { maxLength: 4 },
)

const checks = fc.array(
  fc.record({
    chunks,
    algorithm: fc.constantFrom<HawkAlgorithm>('sha256', 'sha384', 'sha512'),
    contentType: fc.constantFrom(undefined, 'text/plain', 'application/json', 'x'.repeat(5000)),
    isForged: fc.boolean(),
    isAbandoned: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('checks of several bodies at once', () => {
  it('never mix them up, in whatever order their chunks come', () => {
    fc.assert(
      fc.property(checks, fc.infiniteStream(fc.nat()), (bodies, turns) => {
        const running = bodies.map(({ chunks: queue, algorithm, contentType, isForged, isAbandoned }) => {
          const payload = Buffer.concat(isForged ? [...queue, Buffer.from('!')] : queue)
          const credentials = client({ algorithm })
          const check = admit({ payload, contentType, credentials }).payloadCheck(contentType)
          return { check, queue: [...queue], isForged, isAbandoned }
        })
        const waiting = [...running]
        while (waiting.length > 0) {
          const index = Number(turns.next().value) % waiting.length
          const next = waiting[index]
          const chunk = next?.queue.shift()
          if (chunk !== undefined) {
            next?.check.update(chunk)
            continue
          }
          waiting.splice(index, 1)
          if (next === undefined || next.isAbandoned) continue
          expect(next.check.finish()?.code).toBe(next.isForged ? 'ERR_HAWK_BAD_PAYLOAD_HASH' : undefined)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are not disturbed by a hash of a whole body between two chunks', () => {
    const check = admit({ payload: 'firstother' }).payloadCheck(undefined)
    check.update('first')
    const before = hashPayload('sha256', 'between', 'text/plain')
    check.update('other')
    expect(hashPayload('sha256', 'between', 'text/plain')).toBe(before)
    expect(check.finish()).toBeNull()
  })
})

describe('a check that has ended', () => {
  /** What asking on comes to; a check may also refuse by throwing. */
  function askOn(check: PayloadCheck, chunk?: string): string | undefined {
    try {
      if (chunk !== undefined) check.update(chunk)
      return check.finish()?.code
    } catch {
      return 'thrown'
    }
  }

  it.each(['x', 'x'.repeat(5000)])('never turns a refusal into an acceptance', (signed) => {
    const verdict = admit({ payload: signed })
    const check = verdict.payloadCheck(undefined)
    check.update('forged')
    expect(check.finish()?.code).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
    expect(askOn(check)).toBeDefined()
    expect(askOn(check, signed)).toBeDefined()
    expect(verdict.artifacts.payloadVerified).toBe(false)
  })

  it('never takes a forged body for the empty one that was signed', () => {
    const verdict = admit({ payload: '' })
    const check = verdict.payloadCheck(undefined)
    check.update('forged')
    expect(check.finish()?.code).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
    expect(askOn(check)).toBeDefined()
    expect(verdict.artifacts.payloadVerified).toBe(false)
  })
})
