import { createVerifier } from '@hawk-auth/core'
import type {
  HawkAlgorithm,
  HawkArtifacts,
  HawkCredentials,
  RequestFacts,
  Verdict,
  Verifier,
} from '@hawk-auth/core'
import { DEFAULT_PORTS, parseAuthority, splitRequestTarget } from '@hawk-auth/core/protocol'
import { reference } from './reference.js'
import type { ReferenceAttributes, ReferenceRequest } from './reference.js'

/** Where all clocks stand in these properties, unless a case moves one. */
export const NOW_MS = 1_795_392_000_123

/** What a request was on the wire. */
export interface RawRequest {
  method: string
  /** The request target, in any form. */
  url: string
  hostHeader: string
  isTls: boolean
  authorization: string | undefined
  contentType: string | undefined
  payload: Uint8Array | string | undefined
}

/** What a server knows when a request comes. */
export interface World {
  record: HawkCredentials
  /** `any` finds the record whatever the id is, as a database that folds case does for some. */
  finds: 'exact' | 'any' | 'none'
  listsSha1: boolean
  skewSeconds: number
  maxTtlSeconds: number
  nowMs: number
}

/** What one side says of a request. */
export type Judged = { ok: true; attributes: ReferenceAttributes } | { ok: false; why: string }

/** Finds the record as the world says. */
export function findIn({ record, finds }: World, id: unknown): HawkCredentials | null {
  if (finds === 'none') return null
  return finds === 'any' || id === record.id ? record : null
}

/** The same for the reference, which wants an algorithm. */
export function findForReference(
  world: World,
): (id: unknown) => { key: string | Uint8Array; algorithm: string } | null {
  return (id) => {
    const found = findIn(world, id)
    return found && { key: found.key, algorithm: found.algorithm ?? 'sha256' }
  }
}

/** A request as node:http would hand it to the reference. */
export function toReferenceRequest(request: RawRequest): ReferenceRequest {
  const { method, url, hostHeader, authorization, contentType, isTls } = request
  const headers = { host: hostHeader, authorization, 'content-type': contentType }
  return { method, url, headers, connection: { encrypted: isTls } }
}

/** A request as an adapter would hand it to the verifier. */
export function toFacts(request: RawRequest): RequestFacts {
  const { method, url, hostHeader, isTls, authorization, contentType, payload } = request
  const authority = parseAuthority(hostHeader)
  const port = authority?.port ?? (isTls ? DEFAULT_PORTS.https : DEFAULT_PORTS.http)
  // No host of its grammar is empty; the verifier refuses an empty one.
  const host = authority?.host ?? ''
  return { method, target: splitRequestTarget(url).target, host, port, authorization, contentType, payload }
}

/** A verifier in this world, whose replay cache is new. */
export function verifierIn(world: World): Verifier<HawkCredentials> {
  const algorithms: HawkAlgorithm[] = ['sha256', 'sha384', 'sha512']
  return createVerifier({
    credentials: (id) => findIn(world, id),
    nonces: { claim: () => 'admitted' },
    skewSeconds: world.skewSeconds,
    algorithms: world.listsSha1 ? [...algorithms, 'sha1'] : algorithms,
    clock: () => world.nowMs,
  })
}

/** The answer itself: the stores of these worlds answer at once, and so must the verifier. */
export function judged(verdict: Verdict<HawkCredentials> | Promise<Verdict<HawkCredentials>>): Judged {
  if (verdict instanceof Promise) throw new Error('a promise, where an answer at once was due')
  return verdict.ok
    ? { ok: true, attributes: attributesOf(verdict.artifacts) }
    : { ok: false, why: verdict.error.code }
}

function attributesOf({ id, ts, nonce, hash, ext, app, dlg }: HawkArtifacts): ReferenceAttributes {
  return { id, ts, nonce, hash, ext, app, dlg }
}

/** What the verifier says. It is not guarded by a try: nothing it is given here may make it throw. */
export function judgeByUs(request: RawRequest, world: World): Judged {
  return judged(verifierIn(world).verify(toFacts(request)))
}

/** What the reference says. */
export async function judgeByReference(request: RawRequest, world: World): Promise<Judged> {
  reference.utils.setTimeFunction(() => world.nowMs)
  // Its server leaves it to the caller when to check a body: here as our guards do, where there is a body or a hash.
  const isChecked = request.payload?.length !== 0 || request.authorization?.includes('hash="') === true
  try {
    const options = { payload: isChecked ? request.payload : undefined, timestampSkewSec: world.skewSeconds }
    const authenticated = await reference.server.authenticate(
      toReferenceRequest(request),
      findForReference(world),
      emptyAsText(options),
    )
    const { id, ts, nonce, hash, ext, app, dlg } = authenticated.artifacts
    return { ok: true, attributes: { id, ts, nonce, hash, ext, app, dlg } }
  } catch (error) {
    return { ok: false, why: String(error) }
  }
}

/** The reference looks at an empty body only where it is text. */
function emptyAsText<T extends { payload?: string | Uint8Array | undefined }>(options: T): T {
  return options.payload?.length === 0 ? { ...options, payload: '' } : options
}
