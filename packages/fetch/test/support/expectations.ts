import type { HawkErrorCode } from '@hawk-auth/fetch'
import { expect } from 'vitest'

/** Expects an answer to be one refusal, with its body. */
export async function expectRefusal(response: Response, status: number, code: HawkErrorCode): Promise<void> {
  const body = JSON.parse(await response.text()) as { statusCode: number; code: string; message: string }
  expect([response.status, body.statusCode, body.code]).toEqual([status, status, code])
  expect(body.message).not.toBe('')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('server-authorization')).toBeNull()
}
