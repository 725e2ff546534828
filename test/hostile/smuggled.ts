import { draftOf, writeDraft } from './draft.js'
import { PATHS } from './plan.js'
import type { Plan } from './plan.js'
import { HONEST } from './senders.js'

/**
 * A request that would be admitted if anybody read it as one: well signed, fresh, with a nonce of its own. It is put
 * where it is a part of another request, or behind one whose end nobody can know.
 */
export function smuggledRequest({ nonce }: Plan): Buffer {
  return writeDraft(
    draftOf({
      credentials: HONEST.alice,
      method: 'GET',
      target: PATHS[0],
      nonce: smuggledNonce(nonce),
      contentType: undefined,
      body: undefined,
      chunkBytes: undefined,
      hashed: {},
      signed: {},
    }),
  )
}

/** The nonce of what is smuggled by the request with another. */
export function smuggledNonce(nonce: string): string {
  return `${nonce}-smuggled`
}
