import { expect } from 'vitest'

/** Text that holds this. */
export function holding(text: string): unknown {
  return expect.stringContaining(text)
}

/** Text of this form. */
export function like(form: RegExp): unknown {
  return expect.stringMatching(form)
}
