import { expect } from 'vitest'
import type { SimpleAnswer } from './served.js'

/** That the signature covers this very body. */
export function isSignedWith(answer: SimpleAnswer, payload: Uint8Array | string): void {
  expect(answer.verify(payload)).toMatchObject({ ok: true, payloadVerified: true })
  expect(answer.verify('another body').ok).toBe(false)
}

/** That the answer is signed, but not its body. */
export function isSignedWithoutHash({ verify, headers }: SimpleAnswer): void {
  expect(verify().ok).toBe(true)
  expect(headers['server-authorization']).not.toContain('hash=')
}
