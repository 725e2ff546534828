import { parseAuthority, splitRequestTarget } from '@hawk-auth/core/protocol'
import fc from 'fast-check'
import { NOW_MS, toReferenceRequest } from '../judges.js'
import type { RawRequest, World } from '../judges.js'
import { reference } from '../reference.js'
import type { ReferenceFields } from '../reference.js'
import { contentTypes, payloads } from './bodies.js'
import { accidents, headerStyles, signedAttributes, writeHeader } from './headers.js'
import type { SignedAttributes } from './headers.js'
import { hostHeaders } from './hosts.js'
import { methods, targets } from './targets.js'
import { mostly, perhaps } from './text.js'
import { worlds } from './worlds.js'

/** How the sender reads host, port and target: as the reference's server, as ours, or as they stand. */
export type Reading = 'reference' | 'ours' | 'bare'

/** Where a request goes, as somebody reads it. */
export type Place = Pick<ReferenceFields, 'host' | 'port' | 'resource'>

/** Reads the place of a request in one of the ways. */
export function readPlace(request: RawRequest, reading: Reading): Place {
  const { hostHeader, isTls, url } = request
  const defaultPort = isTls ? 443 : 80
  if (reading === 'reference') {
    const parsed = reference.utils.parseHost(toReferenceRequest(request))
    if (parsed !== null) return { host: parsed.name, port: parsed.port, resource: url }
  }
  const { host = hostHeader, port = defaultPort } = parseAuthority(hostHeader) ?? {}
  const isBare = reading === 'bare' && host.startsWith('[')
  return { host: isBare ? host.slice(1, -1) : host, port, resource: splitRequestTarget(url).target }
}

/** A key that a MAC of the reference's making can be made with, whatever the algorithm. */
export function signingKey({ record }: World): { key: string | Uint8Array; algorithm: string } {
  return { key: record.key, algorithm: record.algorithm ?? 'sha256' }
}

/** The reference can't read some targets at all; nobody signs them, then. */
export function macOf(type: string, world: World, fields: ReferenceFields): string {
  try {
    return reference.crypto.calculateMac(type, signingKey(world), fields)
  } catch {
    return 'unsignable'
  }
}

function hashOf(world: World, request: RawRequest, hash: SignedAttributes['hash']): string | undefined {
  if (hash === 'absent') return undefined
  if (hash === 'wrong') return 'Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY='
  return reference.crypto.calculatePayloadHash(
    request.payload ?? '',
    signingKey(world).algorithm,
    request.contentType,
  )
}

const rawRequests: fc.Arbitrary<Omit<RawRequest, 'authorization'>> = fc.record({
  method: methods,
  url: targets,
  hostHeader: hostHeaders,
  isTls: fc.boolean(),
  contentType: contentTypes,
  payload: perhaps(payloads),
})

/** Requests in any world, signed with valid MACs over sound and strange things alike, and their accidents. */
export const requestsInWorlds: fc.Arbitrary<{ request: RawRequest; world: World }> = fc
  .record({
    world: worlds,
    raw: rawRequests,
    signed: signedAttributes,
    reading: mostly<Reading>(fc.constantFrom('reference', 'ours'), fc.constant('bare'), 4),
    macIsRight: mostly(fc.constant(true), fc.constant(false), 12),
    style: headerStyles,
    accident: accidents(10),
  })
  .map(({ world, raw, signed, reading, macIsRight, style, accident }) => {
    const request = { ...raw, authorization: undefined }
    const { id = world.record.id, hash: whichHash, ...rest } = signed
    const hash = hashOf(world, request, whichHash)
    const fields = { ...rest, ...readPlace(request, reading), method: raw.method, hash }
    const mac = macIsRight ? macOf('header', world, fields) : 'A'.repeat(43) + '='
    const { ts, nonce, ext, app, dlg } = signed
    const authorization = accident(writeHeader({ id, ts, nonce, hash, ext, mac, app, dlg }, style))
    return { request: { ...request, authorization }, world: { ...world, nowMs: NOW_MS } }
  })
