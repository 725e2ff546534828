import fc from 'fast-check'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { readAnswers } from './answers.js'
import { copyable } from './copyable.js'

function read(text: string, isHead = false): ReturnType<typeof readAnswers> {
  return readAnswers(Buffer.from(text, 'latin1'), isHead)
}

const REFUSAL = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno'

describe('reading answers', () => {
  it('knows an answer by its length', () => {
    expect(read(REFUSAL)).toEqual({ statuses: [401], isFirstWhole: true, isJunk: false })
    expect(read(REFUSAL.slice(0, -1))).toEqual({ statuses: [401], isFirstWhole: false, isJunk: false })
  })

  it('knows an answer in chunks', () => {
    const chunked = 'HTTP/1.1 401 Unauthorized\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n'
    expect(read(chunked).isFirstWhole).toBe(false)
    expect(read(`${chunked}0\r\n\r\n`).isFirstWhole).toBe(true)
  })

  it('knows that an answer to HEAD has no body', () => {
    expect(read('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n', true).isFirstWhole).toBe(true)
  })

  it('passes interim answers by', () => {
    expect(read('HTTP/1.1 100 Continue\r\n\r\n')).toEqual({
      statuses: [],
      isFirstWhole: false,
      isJunk: false,
    })
    expect(read(`HTTP/1.1 100 Continue\r\n\r\n${REFUSAL}`)).toEqual({
      statuses: [401],
      isFirstWhole: true,
      isJunk: false,
    })
  })

  it('sees every further answer', () => {
    expect(read(`${REFUSAL}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`).statuses).toEqual([401, 200])
  })

  it('knows what is no answer', () => {
    expect(read('').isJunk).toBe(false)
    expect(read('HTTP').isJunk).toBe(false)
    expect(read('220 ready\r\n').isJunk).toBe(true)
  })
})

describe('copyable bytes', () => {
  it('are the same bytes again where they are run', () => {
    const parts = fc.oneof(
      fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({ unit: fc.uint8Array({ minLength: 1, maxLength: 5 }), times: fc.nat({ max: 100 }) })
        .map(({ unit, times }) => Buffer.concat(Array<Uint8Array>(times).fill(unit))),
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 4 }), (all) => {
        const bytes = Buffer.concat(all)
        const again: unknown = runInNewContext(copyable(bytes), { Buffer })
        return bytes.equals(again as Buffer)
      }),
    )
  })

  it('tell a long run by its length', () => {
    expect(copyable(Buffer.from(`x${'ab'.repeat(5000)}\0`))).toBe(
      `Buffer.from("x" + "ab".repeat(5000) + "\\u0000", 'latin1')`,
    )
  })
})
