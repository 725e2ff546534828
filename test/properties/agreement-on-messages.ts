import type { MessageAuthorization } from '@hawk-auth/core'
import fc from 'fast-check'
import { assertAgreement } from './agreement.js'
import { timestamps } from './arbitrary/headers.js'
import { hosts, ports } from './arbitrary/hosts.js'
import { macOf, signingKey } from './arbitrary/requests.js'
import { anyText, attributeValues, edit, edits, mostly } from './arbitrary/text.js'
import { worlds } from './arbitrary/worlds.js'
import type { DeviationId } from './deviations.js'
import { findForReference, judged, NOW_MS, verifierIn } from './judges.js'
import type { Judged, World } from './judges.js'
import { property } from './property.js'
import { reference } from './reference.js'

/** A message, where it goes, and what came with it. */
export interface MessageCase {
  world: World
  host: string
  port: number
  message: string
  authorization: unknown
}

const values: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.constantFrom(undefined, null, 0, 1, true, false, NaN, [], ['x'], {}, '', 1n),
  fc.anything({ maxDepth: 1 }),
)

const timestampsOfMessages = mostly<unknown>(
  timestamps,
  fc.oneof(
    fc.integer({ min: Math.floor(NOW_MS / 1000) - 59, max: Math.floor(NOW_MS / 1000) + 60 }),
    fc.constantFrom(NOW_MS / 1000, Infinity, -1, 1e21, [String(Math.floor(NOW_MS / 1000))]),
    values,
  ),
  4,
)

const FIELDS = ['id', 'ts', 'nonce', 'hash', 'mac'] as const

/** Messages in any world, signed with valid MACs over sound and strange things alike. */
const messagesInWorlds: fc.Arbitrary<MessageCase> = fc
  .record({
    world: worlds,
    signedHost: mostly(hosts, fc.constantFrom('::1', '[::1]', 'bücher.de', 'a b', 'a\nb', 'EXAMPLE.com'), 10),
    receivedHost: mostly(fc.constant(undefined), hosts, 10),
    port: ports,
    message: fc.string({ unit: 'grapheme', maxLength: 40 }),
    id: mostly(fc.constant(undefined), values, 10),
    ts: timestampsOfMessages,
    nonce: mostly<unknown>(attributeValues, values, 10),
    damage: mostly(
      fc.constant(undefined),
      fc.record({ field: fc.constantFrom(...FIELDS), value: values, change: edits }),
      3,
    ),
  })
  .map(({ world, signedHost, receivedHost, port, message, id = world.record.id, ts, nonce, damage }) => {
    const hash = reference.crypto.calculatePayloadHash(message, signingKey(world).algorithm)
    const fields = { ts: ts as string, nonce: nonce as string, host: signedHost, port, hash }
    const mac = macOf('message', world, fields)
    const authorization: Record<string, unknown> = { id, ts, nonce, hash, mac }
    if (damage !== undefined) {
      const { field, value, change } = damage
      const given = authorization[field]
      authorization[field] = typeof given === 'string' && change.at % 2 === 0 ? edit(given, change) : value
    }
    const host =
      receivedHost ?? (signedHost.startsWith('[') && port % 3 === 0 ? signedHost.slice(1, -1) : signedHost)
    return { world, host, port, message, authorization }
  })

async function askReference({ world, host, port, message, authorization }: MessageCase): Promise<Judged> {
  reference.utils.setTimeFunction(() => world.nowMs)
  const options = { timestampSkewSec: world.skewSeconds }
  try {
    await reference.server.authenticateMessage(
      host,
      port,
      message,
      authorization,
      findForReference(world),
      options,
    )
    return { ok: true, attributes: {} }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : 'not even an error' }
  }
}

function askUs({ world, host, port, message, authorization }: MessageCase): Judged {
  const facts = { host, port, message, authorization: authorization as MessageAuthorization }
  const ours = judged(verifierIn(world).verifyMessage(facts))
  return ours.ok ? { ok: true, attributes: {} } : ours
}

/** Asks both sides about a message, and throws where they disagree without a deviation. */
export async function judgeMessageByBoth(
  subject: MessageCase,
): Promise<{ ours: Judged; theirs: Judged; ids: DeviationId[] }> {
  const ours = askUs(subject)
  const theirs = await askReference(subject)
  const { world, host, authorization } = subject
  const attributes = { ...(authorization as Record<string, unknown> | null) }
  const described = {
    world,
    attributes,
    hostHeader: host,
    method: '',
    url: '/',
    payload: undefined,
    isMessage: true,
  }
  return { ours, theirs, ids: assertAgreement(described, ours, theirs) }
}

export const agreementOnMessages = [
  property(
    'both accept or refuse a message in any world, or a deviation says why',
    5,
    messagesInWorlds,
    async (subject) => {
      await judgeMessageByBoth(subject)
    },
  ),
  property(
    'a message with anything for an authorization never makes ours throw',
    1,
    fc.tuple(messagesInWorlds, fc.anything()),
    async ([subject, authorization]) => {
      await judgeMessageByBoth({ ...subject, authorization })
    },
  ),
]
