import { createHash } from 'node:crypto'
import { createVerifier, hashPayload } from '@hawk-auth/core'
import type { Accepted } from '@hawk-auth/core'
import Hawk from 'hawk'
import type { Candidate } from '../measure.js'
import { findRecord } from './record.js'
import type { RECORD } from './record.js'
import { SIGNED_AT } from './refusals.js'
import { factsOf, nonceOf, signHeader } from './requests.js'

const CONTENT_TYPE = 'application/json; charset=utf-8'

/** A body, in the chunks that it comes in. */
export type Chunks = readonly Uint8Array[]

/** A body of `bytes` in chunks of `chunkBytes`. */
export function chunksOf(bytes: number, chunkBytes: number): Chunks {
  const body = Buffer.alloc(bytes, 'All work and no play makes Jack a dull boy. ')
  return Array.from({ length: bytes / chunkBytes }, (_, index) =>
    body.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  )
}

/** Our payload check: begun, fed, and finished. */
export function checkOurs(name: string, chunks: Chunks): Candidate {
  const accepted = acceptWithHash(hashPayload('sha256', Buffer.concat(chunks), CONTENT_TYPE))
  return {
    name,
    run(count) {
      for (let done = 0; done < count; done += 1) {
        const check = accepted.payloadCheck(CONTENT_TYPE)
        for (const chunk of chunks) check.update(chunk)
        if (check.finish() !== null) throw new Error('ours: refused the body that was signed')
      }
    },
  }
}

/** A bare hash over the same chunks. */
export function hashBare(name: string, chunks: Chunks): Candidate {
  return {
    name,
    run(count) {
      for (let done = 0; done < count; done += 1) {
        const hash = createHash('sha256')
        for (const chunk of chunks) hash.update(chunk)
        if (hash.digest('base64').length !== 44) throw new Error('a hash has the wrong length')
      }
    },
  }
}

/** The reference's hash over the same chunks, compared as plainly as can be. */
export function checkReference(name: string, chunks: Chunks): Candidate {
  const expected = Hawk.crypto.calculatePayloadHash(Buffer.concat(chunks), 'sha256', CONTENT_TYPE)
  return {
    name,
    run(count) {
      for (let done = 0; done < count; done += 1) {
        const hash = Hawk.crypto.initializePayloadHash('sha256', CONTENT_TYPE)
        for (const chunk of chunks) hash.update(chunk)
        if (Hawk.crypto.finalizePayloadHash(hash) !== expected) throw new Error('reference: a hash is wrong')
      }
    },
  }
}

let signed = 0

function acceptWithHash(hash: string): Accepted<typeof RECORD> {
  signed += 1
  const verifier = createVerifier({ credentials: findRecord, clock: () => SIGNED_AT * 1000 })
  const header = signHeader({ timestamp: SIGNED_AT, nonce: nonceOf(signed), hash })
  const verdict = verifier.verify(factsOf(header))
  if (verdict instanceof Promise || !verdict.ok) throw new Error('ours: refused good traffic')
  return verdict
}
