import fc from 'fast-check'
import { judgeByBoth } from './agreement.js'
import { payloads } from './arbitrary/bodies.js'
import { writeHeader } from './arbitrary/headers.js'
import { originForms } from './arbitrary/targets.js'
import { attributeValues, ATTRIBUTE_CHARACTERS, edit, edits, mostly } from './arbitrary/text.js'
import type { Edit } from './arbitrary/text.js'
import { sharedCredentials, worldOf } from './arbitrary/worlds.js'
import { judgeByUs, NOW_MS } from './judges.js'
import type { RawRequest, World } from './judges.js'
import { must } from './must.js'
import { property } from './property.js'
import { reference } from './reference.js'
import { signRequest } from '@hawk-auth/core'

const ATTRIBUTES = ['id', 'ts', 'nonce', 'hash', 'ext', 'mac', 'app', 'dlg'] as const
const PLACES = ['method', 'url', 'hostHeader', 'payload', 'contentType'] as const
type Field = (typeof ATTRIBUTES)[number] | (typeof PLACES)[number]

/** A request with every field that can be signed. */
const fullOrders = fc.record({
  credentials: sharedCredentials,
  bySide: fc.constantFrom('reference', 'ours'),
  target: originForms,
  method: fc.constantFrom('POST', 'PUT', 'DELETE'),
  host: fc.constantFrom('example.com', 'localhost', '192.0.2.7', '[2001:db8::7]'),
  port: fc.constantFrom('', ':8080', ':80'),
  nonce: attributeValues,
  ext: attributeValues,
  app: attributeValues,
  dlg: attributeValues,
  payload: payloads,
  contentType: fc.constantFrom('text/plain', 'application/json; charset=utf-8'),
})
type FullOrder = typeof fullOrders extends fc.Arbitrary<infer T> ? T : never

interface Sent {
  request: RawRequest & { payload: Uint8Array | string; contentType: string }
  attributes: Record<(typeof ATTRIBUTES)[number], string>
  world: World
}

/** Signs an order with one client or the other, and takes its header apart. */
function send({ bySide, target, host, port, ...order }: FullOrder): Sent {
  const url = new URL(`http://${host}${port}${target}`)
  const { method, payload, contentType, credentials } = order
  const options = { ...order, timestamp: Math.floor(NOW_MS / 1000) }
  const authorization =
    bySide === 'ours'
      ? signRequest({ ...options, url }).authorization
      : reference.client.header(url, method, { ...options, payload: payload.length === 0 ? '' : payload })
          .header
  const attributes = reference.utils.parseAuthorizationHeader(authorization)
  return {
    request: {
      method,
      url: url.pathname + url.search,
      hostHeader: url.host,
      isTls: false,
      authorization,
      contentType,
      payload,
    },
    attributes: attributes as Sent['attributes'],
    // The store finds the record whatever the id is: a respelt id gets as far as it can.
    world: { ...worldOf(credentials), finds: 'any' },
  }
}

const STYLE = { scheme: 'Hawk', gap: ' ', separator: ', ', end: '', order: [0, 1, 2, 3, 4, 5, 6, 7] }

/** The request with one change to one field. */
function tamper({ request, attributes }: Sent, field: Field, change: Edit): RawRequest {
  if (field === 'payload') return { ...request, payload: editPayload(request.payload, change) }
  if (field === 'method' || field === 'url' || field === 'hostHeader' || field === 'contentType') {
    return { ...request, [field]: edit(request[field], change) }
  }
  return {
    ...request,
    authorization: writeHeader({ ...attributes, [field]: edit(attributes[field], change) }, STYLE),
  }
}

function editPayload(payload: Uint8Array | string, change: Edit): Uint8Array | string {
  if (typeof payload === 'string') return edit(payload, change)
  return Buffer.from(edit(Buffer.from(payload).toString('latin1'), change), 'latin1')
}

/** What a MAC and a payload hash can't tell apart: case of method and host, spellings of a port and of a content type. */
function meaning({
  method,
  url,
  hostHeader,
  contentType = '',
  payload = '',
  authorization,
}: RawRequest): string {
  const host = hostHeader
    .toLowerCase()
    .replace(/:0*(?=\d)/, ':')
    .replace(/:(80)?$/, '')
  const type = contentType.replace(/;.*/s, '').trim().toLowerCase()
  return JSON.stringify([
    method.toUpperCase(),
    url,
    host,
    type,
    Buffer.from(payload).toString('hex'),
    authorization,
  ])
}

const changes: fc.Arbitrary<Edit> = mostly(
  fc.record({
    kind: fc.constantFrom('replace' as const, 'insert' as const, 'delete' as const),
    at: fc.nat({ max: 9999 }),
    character: fc.constantFrom(...ATTRIBUTE_CHARACTERS),
  }),
  edits,
)

export const tampering = [
  property(
    'both refuse a request that was changed by one character in any signed field',
    8,
    fc.record({ order: fullOrders, field: fc.constantFrom(...ATTRIBUTES, ...PLACES), change: changes }),
    async ({ order, field, change }) => {
      const sent = send(order)
      must(judgeByUs(sent.request, sent.world).ok, () => 'we refuse it unchanged')
      const tampered = tamper(sent, field, change)
      if (meaning(tampered) === meaning(sent.request)) return
      const { ours, theirs, ids } = await judgeByBoth(tampered, sent.world)
      must(!ours.ok, () => 'we accept it')
      must(!theirs.ok || ids.length > 0, () => 'the reference accepts it')
    },
  ),
]
