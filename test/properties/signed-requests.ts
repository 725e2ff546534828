import { hashPayload } from '@hawk-auth/core'
import { normalizedString } from '@hawk-auth/core/protocol'
import fc from 'fast-check'
import {
  asFetchSends,
  asReferenceMeant,
  isPortMisread,
  orders,
  signByReference,
  signByUs,
  toOurFields,
} from './arbitrary/orders.js'
import { worldOf } from './arbitrary/worlds.js'
import { judgeByReference, judgeByUs } from './judges.js'
import { must } from './must.js'
import { property } from './property.js'
import { reference } from './reference.js'

/** An ext with a character in it that the reference's client escapes. */
const escapedExts = fc
  .tuple(orders, fc.nat({ max: 30 }), fc.constantFrom('"', '\\'))
  .map(([order, at, character]) => {
    const { ext = '' } = order
    return { ...order, ext: ext.slice(0, at) + character + ext.slice(at) }
  })

export const signedRequests = [
  property('we accept every request that the reference signs', 5, orders, async (order) => {
    const request = asReferenceMeant(order, signByReference(order))
    const world = worldOf(order.credentials)
    const ours = judgeByUs(request, world)
    must(ours.ok, () => ours)
    const theirs = await judgeByReference(request, world)
    const isMisread = isPortMisread(request) || (order.asText && request.hostHeader.startsWith('['))
    must(theirs.ok || isMisread, () => theirs)
  }),
  property('the reference accepts every request that we sign', 5, orders, async (order) => {
    const request = asFetchSends(order, signByUs(order).authorization)
    const theirs = await judgeByReference(request, worldOf(order.credentials))
    must(theirs.ok || isPortMisread(request), () => theirs)
  }),
  property(
    'both hash a payload alike',
    1,
    orders,
    ({ payload = '', credentials: { algorithm }, contentType }) => {
      const theirs = reference.crypto.calculatePayloadHash(payload, algorithm, contentType)
      must(hashPayload(algorithm, payload, contentType) === theirs, () => theirs)
    },
  ),
  property('both write normalised strings alike', 1, orders, (order) => {
    const { artifacts } = signByReference(order)
    for (const type of ['header', 'response', 'bewit', 'message'] as const) {
      const theirs = reference.crypto.generateNormalizedString(type, artifacts)
      must(normalizedString(type, toOurFields(artifacts)) === theirs, () => theirs)
    }
  }),
  property('both refuse an ext that the reference escapes', 1, escapedExts, async (order) => {
    const request = asReferenceMeant(order, signByReference(order))
    const world = worldOf(order.credentials)
    must(!judgeByUs(request, world).ok, () => 'we accept it')
    must(!(await judgeByReference(request, world)).ok, () => 'the reference accepts it')
  }),
]
