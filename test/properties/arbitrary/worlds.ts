import type { HawkAlgorithm, HawkCredentials } from '@hawk-auth/core'
import fc from 'fast-check'
import { NOW_MS } from '../judges.js'
import type { World } from '../judges.js'
import type { ReferenceCredentials } from '../reference.js'
import { attributeValues, mostly, perhaps } from './text.js'

const keys = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.uint8Array({ minLength: 1, maxLength: 200 }),
)

/** Credentials that both sides know how to use. */
export const sharedCredentials = fc.record({
  id: attributeValues,
  key: keys,
  algorithm: fc.constantFrom('sha1', 'sha256'),
}) satisfies fc.Arbitrary<ReferenceCredentials & { algorithm: HawkAlgorithm }>

/** The world of a server that holds just these credentials and has nothing against them. */
export function worldOf(credentials: Pick<HawkCredentials, 'id' | 'key' | 'algorithm'>): World {
  return {
    record: { ...credentials, approved: true },
    finds: 'exact',
    listsSha1: true,
    skewSeconds: 60,
    maxTtlSeconds: 3600,
    nowMs: NOW_MS,
  }
}

const bounds = fc.record({
  approved: mostly(fc.constant(true), fc.constant(false)),
  suspended: mostly(fc.constantFrom(undefined, false), fc.constant(true)),
  expiresAtMs: mostly(fc.constantFrom(undefined, null, NOW_MS + 1), fc.constantFrom(NOW_MS, 0)),
  app: mostly(fc.constantFrom(undefined, null), perhaps(attributeValues)),
  dlg: mostly(fc.constantFrom(undefined, null), perhaps(attributeValues)),
})

/** Any world: mostly one that would accept. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    credentials: fc.record({
      id: attributeValues,
      key: keys,
      algorithm: fc.constantFrom<HawkAlgorithm | undefined>(
        undefined,
        'sha256',
        'sha256',
        'sha1',
        'sha384',
        'sha512',
      ),
    }),
    bounds: mostly(fc.constant({ approved: true }), bounds, 4),
    finds: mostly(fc.constantFrom('exact' as const, 'any' as const), fc.constant('none' as const), 15),
    listsSha1: fc.boolean(),
    skewSeconds: mostly(fc.constant(60), fc.constantFrom(0, 1, 3600)),
    maxTtlSeconds: mostly(fc.constant(3600), fc.constantFrom(1, 1_000_000_000)),
  })
  .map(({ credentials, bounds: recordBounds, ...rest }) => ({
    ...rest,
    record: { ...credentials, ...recordBounds },
    nowMs: NOW_MS,
  }))
