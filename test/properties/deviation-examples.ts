import type { HawkCredentials } from '@hawk-auth/core'
import { macOf } from './arbitrary/requests.js'
import type { deviations, Deviation, DeviationId } from './deviations.js'
import { judged, NOW_MS, verifierIn } from './judges.js'
import { reference } from './reference.js'
import { onBewit, onNonces, onRequest, RECORD, requestOf, said, TS, WORLD } from './both-sides.js'
import type { Difference, Given } from './both-sides.js'

/** The ids of one layer. */
type DeviationIdOf<L extends Deviation['layer']> = {
  [I in DeviationId]: (typeof deviations)[I]['layer'] extends L ? I : never
}[DeviationId]

const bound = (changes: Partial<HawkCredentials>): Given => ({
  world: { record: { ...RECORD, approved: true, ...changes } },
})

/** For each deviation that core can show, one thing at which the two sides are seen to differ. */
export const deviationExamples: Record<
  Exclude<DeviationIdOf<'core'>, 'linear-header'>,
  { show: () => Promise<Difference>; expected: Difference }
> = {
  'ts-digits': {
    show: () => onRequest({ attributes: { ts: 'abc' } }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_MALFORMED' },
  },
  'dlg-needs-app': {
    show: () => onRequest({ attributes: { dlg: 'evil' } }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_MALFORMED' },
  },
  'exp-digits': {
    show: () => onBewit((bewit) => `/files/a?bewit=${bewit}`, { exp: 'never' }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_MALFORMED' },
  },
  'stale-before-nonce': {
    show: () => onNonces([requestOf({ attributes: { ts: String(Number(TS) - 61) } })]),
    expected: {
      reference: 'Error: Stale timestamp; recorded: n',
      ours: 'ERR_HAWK_STALE_TIMESTAMP; recorded: ',
    },
  },
  'claim-before-payload': {
    show: () => {
      const hash = reference.crypto.calculatePayloadHash('body', 'sha256')
      const sound = requestOf({ payload: 'body', attributes: { hash } })
      return onNonces([{ ...sound, payload: 'forged' }, sound])
    },
    expected: {
      reference: 'Error: Bad payload hash, accepted; recorded: n',
      ours: 'ERR_HAWK_BAD_PAYLOAD_HASH, ERR_HAWK_REPLAYED; recorded: n',
    },
  },
  'host-grammar': {
    show: () => onRequest({ hostHeader: 'user:pw@example.com' }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_MALFORMED' },
  },
  'ipv6-spelling': {
    show: () => onRequest({ hostHeader: '[::1]', signedAs: { host: '::1' } }),
    expected: { reference: 'Error: Bad mac', ours: 'accepted' },
  },
  'skew-zero': {
    show: () => onRequest({ attributes: { ts: String(Number(TS) - 30) }, world: { skewSeconds: 0 } }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_STALE_TIMESTAMP' },
  },
  'store-fault': {
    show: () => onNonces([requestOf({})], new Error('redis down')),
    expected: {
      reference: 'Error: Invalid nonce; recorded: ',
      ours: 'ERR_HAWK_STORE_UNAVAILABLE; recorded: ',
    },
  },
  'unknown-id': {
    show: () => onRequest({ world: { finds: 'none' } }),
    expected: { reference: 'Error: Unknown credentials', ours: 'ERR_HAWK_BAD_MAC' },
  },
  'exact-id': {
    show: () => onRequest({ attributes: { id: 'CI-Bot' }, world: { finds: 'any' } }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_BAD_MAC' },
  },
  'record-bounds': {
    show: () => onRequest(bound({ approved: false })),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_NOT_APPROVED' },
  },
  'sha2-long': {
    show: () => onRequest(bound({ algorithm: 'sha512' })),
    expected: { reference: 'Error: Unknown algorithm', ours: 'accepted' },
  },
  'bewit-bounds': {
    show: () => onBewit((bewit) => `/files/a?bewit=${bewit}`, { exp: String(Number(TS) + 3601) }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_BEWIT_REFUSED' },
  },
  'sha1-opt-in': {
    show: () => onRequest({ world: { ...bound({ algorithm: 'sha1' }).world, listsSha1: false } }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_INVALID_CREDENTIALS' },
  },
  'bewit-query-only': {
    show: () => onBewit((bewit) => `/files/a&bewit=${bewit}`, {}),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_MISSING' },
  },
  'request-line': {
    show: () => onRequest({ url: '\t/a', signedAs: { resource: '/a' } }),
    expected: { reference: 'accepted', ours: 'ERR_HAWK_MALFORMED' },
  },
  'message-fields': {
    show: async () => {
      const place = { host: 'example.com', port: 80 }
      const hash = reference.crypto.calculatePayloadHash('m', 'sha256')
      const mac = macOf('message', WORLD, { ...place, ts: TS, nonce: 'n', hash })
      const authorization = { id: { toString: 'no text' }, ts: TS, nonce: 'n', hash, mac } as never
      reference.utils.setTimeFunction(() => NOW_MS)
      const asked = reference.server.authenticateMessage(
        place.host,
        place.port,
        'm',
        authorization,
        () => RECORD,
        {},
      )
      const ours = judged(verifierIn(WORLD).verifyMessage({ ...place, message: 'm', authorization }))
      return { reference: await asked.then(() => 'accepted', String), ours: said(ours) }
    },
    expected: { reference: 'accepted', ours: 'ERR_HAWK_MALFORMED' },
  },
}
