import type { HawkCredentials } from '@hawk-auth/core'
import type { Case } from './cases.js'
import { deviations } from './deviations.js'
import type { Deviation, DeviationId } from './deviations.js'
import { isHostReadLoosely } from './host-reading.js'

const PRINTABLE = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/
const DIGITS = /^[0-9]{1,15}$/
const CONTROL_OR_SPACE = /[\x00-\x20\x7f]/

/** Whether a deviation may explain that the two disagree on accepting a case. */
const explains: Partial<Record<DeviationId, (subject: Case) => boolean>> = {
  'ts-digits': ({ attributes: { ts } }) => !DIGITS.test(String(ts)),
  'dlg-needs-app': ({ attributes: { app, dlg } }) => app === undefined && dlg !== undefined,
  'exp-digits': ({ attributes: { exp } }) => typeof exp === 'string' && !DIGITS.test(exp),
  'host-grammar': ({ hostHeader }) => isHostReadLoosely(hostHeader),
  'ipv6-spelling': ({ hostHeader }) => hostHeader.startsWith('[') || hostHeader.split(':').length > 2,
  'skew-zero': ({ world }) => world.skewSeconds === 0,
  'exact-id': ({ attributes: { id }, world: { record } }) => id !== record.id,
  'record-bounds': ({ attributes, world: { record, nowMs } }) => {
    const isOver = typeof record.expiresAtMs === 'number' && record.expiresAtMs <= nowMs
    return !record.approved || record.suspended === true || isOver || namesOthers(record, attributes)
  },
  'sha2-long': ({ world: { record } }) => record.algorithm === 'sha384' || record.algorithm === 'sha512',
  'bewit-bounds': ({ bewit, attributes, world, payload }) => {
    if (bewit === undefined) return false
    const { id, mac, ext, exp } = attributes
    const isStrange =
      [id, mac].some((field) => !PRINTABLE.test(String(field))) ||
      (ext !== '' && !PRINTABLE.test(String(ext)))
    const endsLate = !(Number(exp) * 1000 <= world.nowMs + world.maxTtlSeconds * 1000)
    return isStrange || endsLate || bewit.length % 4 === 1 || (payload?.length ?? 0) > 0
  },
  'sha1-opt-in': ({ world }) => world.record.algorithm === 'sha1' && !world.listsSha1,
  'bewit-query-only': ({ bewit, url }) => bewit !== undefined && !hasOneBewitInQuery(url),
  'request-line': ({ url, method }) =>
    !url.startsWith('/') || CONTROL_OR_SPACE.test(url) || CONTROL_OR_SPACE.test(method),
  'message-fields': ({ isMessage, attributes: { id, ts, nonce, hash, mac } }) =>
    isMessage === true &&
    ((typeof ts !== 'string' && typeof ts !== 'number') ||
      [id, nonce, hash, mac].some((field) => typeof field !== 'string' || !PRINTABLE.test(field))),
}

/** The deviations that explain why one side refuses what the other accepts. */
export function explanations(subject: Case, refuser: 'ours' | 'reference'): DeviationId[] {
  const known = Object.entries(deviations) as [DeviationId, Deviation][]
  return known
    .filter(([, deviation]) => deviation.refuser === refuser || deviation.refuser === 'either')
    .map(([id]) => id)
    .filter((id) => explains[id]?.(subject) === true)
}

/** The deviations that tell that we refuse this case, whatever else is to be said of it. */
export function reasonsToRefuse(subject: Case): DeviationId[] {
  const { url, method, bewit, isMessage } = subject
  const isUnsendable = isMessage !== true && (CONTROL_OR_SPACE.test(url) || CONTROL_OR_SPACE.test(method))
  const hasSeveral = bewit !== undefined && bewitPlaces(url).filter((isInQuery) => isInQuery).length > 1
  const known = Object.entries(deviations) as [DeviationId, Deviation][]
  return known
    .filter(
      ([id, { refuser }]) => refuser === 'ours' && !CONDITIONAL.has(id) && explains[id]?.(subject) === true,
    )
    .map(([id]) => id)
    .concat(isUnsendable ? ['request-line'] : [], hasSeveral ? ['bewit-query-only'] : [])
}

/** A skew of 0 still admits the exact second. */
const CONDITIONAL: ReadonlySet<DeviationId> = new Set(['skew-zero'])

function namesOthers({ app, dlg }: HawkCredentials, attributes: Case['attributes']): boolean {
  return (app != null && app !== attributes['app']) || (dlg != null && dlg !== attributes['dlg'])
}

function hasOneBewitInQuery(url: string): boolean {
  const places = bewitPlaces(url)
  return places.length === 1 && places[0] === true
}

/** For each place where a target says `bewit`, whether that is a parameter of its query. */
function bewitPlaces(url: string): boolean[] {
  const query = url.indexOf('?')
  return [...url.matchAll(/[?&]bewit(?=[=&]|$)/g)].map(
    ({ index }) => index === query || (query !== -1 && index > query && url[index] === '&'),
  )
}
