import type { MaybePromise } from './verifier.js'

/** Says whether a store answered later; a test of the method is quicker than an await of a plain value. */
export function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

/** Goes on with an answer: at once where it is there, otherwise once it comes. */
export function settle<T, U>(answer: MaybePromise<T>, then: (answer: T) => U): MaybePromise<U> {
  return isPromiseLike(answer) ? answer.then(then) : then(answer)
}
