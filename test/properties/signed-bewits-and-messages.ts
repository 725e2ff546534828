import { createBewit, signMessage } from '@hawk-auth/core'
import fc from 'fast-check'
import { asFetchSends, isPortMisread, orders } from './arbitrary/orders.js'
import type { Order } from './arbitrary/orders.js'
import { ports } from './arbitrary/hosts.js'
import { words } from './arbitrary/text.js'
import { worldOf } from './arbitrary/worlds.js'
import { findForReference, judged, NOW_MS, toFacts, toReferenceRequest, verifierIn } from './judges.js'
import type { RawRequest } from './judges.js'
import { must } from './must.js'
import { property } from './property.js'
import { reference } from './reference.js'

/** Orders of links; those whose query has a parameter of that name already are for other properties. */
const links = fc
  .tuple(orders, fc.integer({ min: 1, max: 3600 }))
  .filter(([{ url }]) => !/[?&]bewit/.test(new URL(url).search))

/** The request that a link makes. */
function follow(order: Order, bewit: string): RawRequest {
  const { url, ...request } = asFetchSends(order, undefined)
  return {
    ...request,
    method: 'GET',
    url: `${url}${url.includes('?') ? '&' : '?'}bewit=${bewit}`,
    payload: undefined,
  }
}

const letters = fc.record({
  order: orders,
  host: words,
  port: ports,
  message: fc.string({ unit: 'grapheme', maxLength: 80 }),
})

export const signedBewitsAndMessages = [
  property('we accept every bewit that the reference makes', 2, links, ([order, ttlSec]) => {
    const { credentials, ext, url } = order
    reference.utils.setTimeFunction(() => NOW_MS)
    const bewit = reference.client.getBewit(new URL(url), { credentials, ext, ttlSec })
    const ours = judged(verifierIn(worldOf(credentials)).verifyBewit(toFacts(follow(order, bewit))))
    must(ours.ok, () => ours)
  }),
  property('the reference accepts every bewit that we make', 2, links, async ([order, ttlSeconds]) => {
    const { credentials, ext, url, asText } = order
    const clock = (): number => NOW_MS
    const bewit = createBewit({ url: asText ? url : new URL(url), credentials, ttlSeconds, ext, clock })
    const request = follow(order, bewit)
    if (isPortMisread(request)) return
    reference.utils.setTimeFunction(() => NOW_MS)
    const find = findForReference(worldOf(credentials))
    const { attributes } = await reference.server.authenticateBewit(toReferenceRequest(request), find, {})
    must(attributes.ext === (ext ?? ''), () => attributes)
  }),
  property(
    'we accept every message that the reference signs',
    2,
    letters,
    ({ order, host, port, message }) => {
      const { credentials, nonce, clockOffsetMs } = order
      reference.utils.setTimeFunction(() => NOW_MS)
      const options = { credentials, nonce, localtimeOffsetMsec: clockOffsetMs }
      const sent = JSON.stringify(reference.client.message(host, port, message, options))
      const facts = { host, port, message, authorization: JSON.parse(sent) as never }
      const ours = judged(verifierIn(worldOf(credentials)).verifyMessage(facts))
      must(ours.ok, () => ours)
    },
  ),
  property(
    'the reference accepts every message that we sign',
    2,
    letters,
    async ({ order, host, port, message }) => {
      const { credentials, nonce, clockOffsetMs } = order
      const clock = (): number => NOW_MS + clockOffsetMs
      const authorization = signMessage({ host, port, message, credentials, nonce, clock })
      reference.utils.setTimeFunction(() => NOW_MS)
      const find = findForReference(worldOf(credentials))
      await reference.server.authenticateMessage(host, port, message, authorization, find, {})
    },
  ),
]
