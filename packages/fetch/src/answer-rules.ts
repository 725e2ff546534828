import type { Accepted, HawkCredentials } from '@hawk-auth/core'

/** What a guard adds to the answer of a handler. */
export interface AnswerRules {
  method: string
  /** Whether others may see another answer. */
  variesByAuthorization: boolean
  /** The request, where its answer is signed. */
  signedFor: Accepted<HawkCredentials> | undefined
  /** Whether it was asked for by a link, which no cache may answer later. */
  isPrivate: boolean
}

/** By request: a further guard finds what the first one will do with its answer. */
const rules = new WeakMap<Request, AnswerRules>()

/** Remembers what is added to the answer of a request. */
export function setAnswerRules(request: Request, answer: AnswerRules): void {
  rules.set(request, answer)
}

/** What is added to the answer of a request; absent where it is nothing. */
export function answerRulesOf(request: Request): AnswerRules | undefined {
  return rules.get(request)
}
