import type { Accepted, HawkCredentials, HawkErrorCode, Refused, Verdict } from '@hawk-auth/core'

/** The answer itself; a promise of one fails the test. */
export function atOnce<T>(answer: T | Promise<T>): T {
  if (answer instanceof Promise) throw new Error('a promise, where an answer at once was due')
  return answer
}

/** The accepted verdict; a refusal fails the test and says why. */
export function accepted<C extends HawkCredentials>(verdict: Verdict<C>): Accepted<C> {
  if (!verdict.ok) throw new Error(`refused: ${verdict.error.code} (${verdict.reason})`)
  return verdict
}

/** The refusal; an accepted verdict fails the test. */
export function refused<C extends HawkCredentials>(verdict: Verdict<C>): Refused {
  if (verdict.ok) throw new Error('accepted, where a refusal was due')
  return verdict
}

/** `accepted`, or the code of the refusal. */
export function outcome<C extends HawkCredentials>(verdict: Verdict<C>): 'accepted' | HawkErrorCode {
  return verdict.ok ? 'accepted' : verdict.error.code
}
