import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestNonceUse } from '@hawk-auth/core/stores'

const text = fc.string({ unit: 'binary-ascii', maxLength: 12 })
const use = fc.record({ id: text, ts: fc.stringMatching(/^[0-9]{1,15}$/), nonce: text })

describe('the digest of a use', () => {
  it('is 32 bytes, whatever the length of the id and the nonce', () => {
    expect(digestNonceUse({ id: 'x'.repeat(4000), ts: '1', nonce: 'y'.repeat(4000) })).toHaveLength(32)
  })

  it('is one and the same in every version: stores outlive processes', () => {
    expect(digestNonceUse({ id: 'ci-bot', ts: '1795392000', nonce: 'k3:j4' })).toEqual(
      createHash('sha256').update('1795392000:6:ci-botk3:j4').digest(),
    )
  })

  it('differs for uses that differ anywhere', () => {
    fc.assert(
      fc.property(use, use, (one, other) => {
        const isSame = one.id === other.id && one.ts === other.ts && one.nonce === other.nonce
        expect(digestNonceUse(one).equals(digestNonceUse(other))).toBe(isSame)
      }),
    )
  })

  it('differs wherever the border between id and nonce lies', () => {
    const whole = '1:2:ab3:c'
    const digests = Array.from({ length: whole.length + 1 }, (_, at) =>
      digestNonceUse({ id: whole.slice(0, at), ts: '1', nonce: whole.slice(at) }).toString('hex'),
    )
    expect(new Set(digests).size).toBe(digests.length)
  })
})
