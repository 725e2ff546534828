import { verifyChallenge, verifyResponse } from '@hawk-auth/core'
import fc from 'fast-check'
import { contentTypes, payloads } from './arbitrary/bodies.js'
import {
  asFetchSends,
  forReference,
  orders,
  signByReference,
  signByUs,
  toOurFields,
  toReferenceFields,
} from './arbitrary/orders.js'
import type { Order } from './arbitrary/orders.js'
import { attributeValues, edit, edits, perhaps } from './arbitrary/text.js'
import { worldOf } from './arbitrary/worlds.js'
import { findForReference, NOW_MS, toFacts, toReferenceRequest, verifierIn } from './judges.js'
import { must } from './must.js'
import { property } from './property.js'
import { reference } from './reference.js'

const answers = fc.record({
  payload: perhaps(payloads),
  contentType: contentTypes,
  ext: perhaps(attributeValues),
})
type Answer = typeof answers extends fc.Arbitrary<infer T> ? T : never

const NOW_S = Math.floor(NOW_MS / 1000)

/** The answer that our verifier signs to a request of ours. */
function answerByUs(order: Order, answer: Answer) {
  const { authorization, artifacts } = signByUs(order)
  const verdict = verifierIn(worldOf(order.credentials)).verify(toFacts(asFetchSends(order, authorization)))
  if (verdict instanceof Promise || !verdict.ok) throw new Error('we refuse our own')
  return { artifacts, serverAuthorization: verdict.signResponse(answer) }
}

/** Whether the reference's client believes an answer; it throws where it does not. */
function isBelievedByReference(
  { credentials }: Order,
  { artifacts, serverAuthorization }: ReturnType<typeof answerByUs>,
  { contentType, payload }: Answer,
): boolean {
  const headers = { 'server-authorization': serverAuthorization, 'content-type': contentType }
  const options = { payload: forReference(payload), required: true }
  try {
    reference.client.authenticate({ headers }, credentials, toReferenceFields(artifacts), options)
    return true
  } catch {
    return false
  }
}

export const signedAnswers = [
  property(
    'we believe every answer that the reference signs',
    2,
    fc.tuple(orders, answers),
    ([order, answer]) => {
      const { credentials } = order
      const { artifacts } = signByReference(order)
      const options = { ...answer, payload: forReference(answer.payload) }
      const serverAuthorization = reference.server.header(credentials, artifacts, options)
      const { payload, contentType } = answer
      const received = {
        credentials,
        artifacts: toOurFields(artifacts),
        serverAuthorization,
        payload,
        contentType,
      }
      const verdict = verifyResponse(received)
      must(verdict.ok && verdict.ext === answer.ext, () => verdict)
    },
  ),
  property(
    'the reference believes every answer that we sign',
    2,
    fc.tuple(orders, answers),
    ([order, answer]) => {
      must(isBelievedByReference(order, answerByUs(order, answer), answer), () => 'not believed')
    },
  ),
  property(
    'both believe or disbelieve an answer whose header, body or request was changed',
    2,
    fc.record({
      order: orders,
      answer: answers,
      change: edits,
      where: fc.constantFrom('header', 'payload', 'target', 'nonce'),
    }),
    ({ order, answer, change, where }) => {
      const { artifacts, serverAuthorization } = answerByUs(order, answer)
      const received = {
        serverAuthorization: where === 'header' ? edit(serverAuthorization, change) : serverAuthorization,
        artifacts: { ...artifacts },
      }
      const { contentType, payload } = answer
      const given = where === 'payload' && typeof payload === 'string' ? edit(payload, change) : payload
      if (where === 'target')
        received.artifacts.target = edit(artifacts.target, { ...change, at: change.at + 1 })
      if (where === 'nonce') received.artifacts.nonce = edit(artifacts.nonce, change)
      // The reference parses a target that begins with something else; a client of ours never signs one.
      if (!received.artifacts.target.startsWith('/')) return
      const ours = verifyResponse({
        ...received,
        credentials: order.credentials,
        payload: given,
        contentType,
      })
      const theirs = isBelievedByReference(order, received, { ...answer, payload: given })
      must(ours.ok === theirs, () => [ours, theirs])
    },
  ),
  property("we believe the reference's time", 1, orders, async (order) => {
    const { credentials } = order
    const request = asFetchSends(order, signByUs({ ...order, clockOffsetMs: -200_000 }).authorization)
    reference.utils.setTimeFunction(() => NOW_MS)
    const find = findForReference(worldOf(credentials))
    const refusal: unknown = await reference.server
      .authenticate(toReferenceRequest(request), find, {})
      .catch((error: unknown) => error)
    const { headers } = (refusal as { output: { headers: Record<string, string> } }).output
    const verdict = verifyChallenge({ credentials, wwwAuthenticate: headers['WWW-Authenticate'] })
    const isMisread = verdict.ok && verdict.reason === 'Bad mac'
    must(isMisread || (verdict.ok && verdict.serverTimeSeconds === NOW_S), () => [verdict, headers])
  }),
  property('the reference believes our time', 1, orders, (order) => {
    const { authorization, artifacts } = signByUs({ ...order, clockOffsetMs: -200_000 })
    const verdict = verifierIn(worldOf(order.credentials)).verify({ ...artifacts, authorization })
    if (verdict instanceof Promise || verdict.ok) throw new Error('not stale')
    const challenge = verdict.error.headers['WWW-Authenticate']
    must(challenge?.startsWith(`Hawk ts="${NOW_S}", tsm="`) === true, () => challenge)
    const headers = { 'www-authenticate': challenge }
    reference.client.authenticate({ headers }, order.credentials, toReferenceFields(artifacts), {})
  }),
]
