import { createVerifier } from '@hawk-auth/core'
import type { Claim } from '@hawk-auth/core'
import { macOf } from './arbitrary/requests.js'
import { worldOf } from './arbitrary/worlds.js'
import {
  judgeByReference,
  judgeByUs,
  judged,
  NOW_MS,
  toFacts,
  toReferenceRequest,
  verifierIn,
} from './judges.js'
import type { Judged, RawRequest, World } from './judges.js'
import { reference } from './reference.js'
import type { ReferenceFields } from './reference.js'

/** What the two sides say of one thing: `accepted`, or why not; for some what they did. */
export interface Difference {
  reference: string
  ours: string
}

/** The credentials that both sides know. */
export const RECORD = {
  id: 'ci-bot',
  key: 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn',
  algorithm: 'sha256',
} as const
/** A world that holds them and has nothing against them. */
export const WORLD = worldOf(RECORD)
/** The second of this world. */
export const TS = String(Math.floor(NOW_MS / 1000))

/** What is not usual in a request, or in what was signed. */
export type Given = Partial<RawRequest> & {
  attributes?: Record<string, string>
  signedAs?: Partial<ReferenceFields>
  world?: Partial<World>
}

/** A verdict in one word. */
export function said(verdict: Judged): string {
  return verdict.ok ? 'accepted' : verdict.why
}

function worldWith(changes: Partial<World> = {}): World {
  return { ...WORLD, ...changes }
}

/** A request that is signed as the reference's server reads it, but for what is given. */
export function requestOf({ attributes = {}, signedAs = {}, world, ...raw }: Given): RawRequest {
  const request = {
    method: 'GET',
    url: '/a',
    hostHeader: 'example.com',
    isTls: false,
    contentType: undefined,
    payload: undefined,
    ...raw,
  }
  const sent = { id: RECORD.id, ts: TS, nonce: 'n', ...attributes }
  const fields = {
    ...sent,
    method: request.method,
    resource: request.url,
    host: 'example.com',
    port: 80,
    ...signedAs,
  }
  const mac = macOf('header', worldWith(world), fields)
  const pairs = Object.entries({ ...sent, mac }).map(([name, value]) => `${name}="${value}"`)
  return { ...request, authorization: `Hawk ${pairs.join(', ')}` }
}

/** Both verdicts on a request. */
export async function onRequest(given: Given): Promise<Difference> {
  const request = requestOf(given)
  const world = worldWith(given.world)
  return { reference: said(await judgeByReference(request, world)), ours: said(judgeByUs(request, world)) }
}

/** Both verdicts on a bewit that was minted for `signed` and stands in `url`. */
export async function onBewit(
  url: (bewit: string) => string,
  fields: { exp?: string; signed?: string; id?: string },
): Promise<Difference> {
  const { exp = String(Number(TS) + 60), signed = '/files/a', id = RECORD.id } = fields
  const mac = macOf('bewit', WORLD, {
    ts: exp,
    nonce: '',
    method: 'GET',
    resource: signed,
    host: 'example.com',
    port: 80,
  })
  const bewit = Buffer.from(`${id}\\${exp}\\${mac}\\`, 'latin1').toString('base64url')
  const request = { ...requestOf({ url: url(bewit) }), authorization: undefined }
  reference.utils.setTimeFunction(() => NOW_MS)
  const theirs = await reference.server
    .authenticateBewit(toReferenceRequest(request), () => RECORD, {})
    .then(() => 'accepted', String)
  const world = worldWith({ finds: 'any' })
  return { reference: theirs, ours: said(judged(verifierIn(world).verifyBewit(toFacts(request)))) }
}

/** The nonces that each side records for requests that come one after the other, and what it says of them. */
export async function onNonces(requests: readonly RawRequest[], fault?: Error): Promise<Difference> {
  reference.utils.setTimeFunction(() => NOW_MS)
  const theirs: string[] = []
  const ours: string[] = []
  const claims: string[] = []
  const claim = ({ nonce }: { nonce: string }): Claim => {
    if (fault !== undefined) throw fault
    if (claims.includes(nonce)) return 'replayed'
    claims.push(nonce)
    return 'admitted'
  }
  const verifier = createVerifier({ credentials: () => WORLD.record, nonces: { claim }, clock: () => NOW_MS })
  for (const request of requests) ours.push(said(judged(verifier.verify(toFacts(request)))))
  const known: string[] = []
  const nonceFunc = (_: unknown, nonce: string): void => {
    if (fault !== undefined || known.includes(nonce)) throw fault ?? new Error('replayed')
    known.push(nonce)
  }
  for (const request of requests) {
    const { payload } = request
    const asked = reference.server.authenticate(toReferenceRequest(request), () => RECORD, {
      payload,
      nonceFunc,
    })
    theirs.push(await asked.then(() => 'accepted', String))
  }
  const show = (verdicts: string[], recorded: string[]): string =>
    `${verdicts.join(', ')}; recorded: ${recorded.join(' ')}`
  return { reference: show(theirs, known), ours: show(ours, claims) }
}
