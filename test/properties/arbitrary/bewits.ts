import fc from 'fast-check'
import { NOW_MS } from '../judges.js'
import type { RawRequest, World } from '../judges.js'
import { payloads } from './bodies.js'
import { hostHeaders } from './hosts.js'
import { originForms } from './targets.js'
import { macOf, readPlace } from './requests.js'
import type { Reading } from './requests.js'
import { anyText, attributeValues, edit, edits, mostly } from './text.js'
import { worlds } from './worlds.js'

/** A request with a bewit, and what the bewit holds. */
export interface BewitCase {
  request: RawRequest
  world: World
  bewit: string
  attributes: { id: string; exp: string; mac: string; ext: string }
}

const NOW_S = Math.floor(NOW_MS / 1000)

const ends = mostly(
  fc.integer({ min: NOW_S + 1, max: NOW_S + 3600 }).map(String),
  fc.oneof(
    fc.constantFrom(NOW_S - 1, NOW_S, NOW_S + 1, NOW_S + 3600, NOW_S + 3601, 0, 1e15 - 1).map(String),
    fc.constantFrom(
      'never',
      'Infinity',
      'NaN',
      `${NOW_S + 60}junk`,
      `${NOW_S + 60}.5`,
      ' 1',
      '-1',
      '1e99',
      '9'.repeat(16),
    ),
    fc.integer({ min: NOW_S + 1, max: NOW_S + 3600 }).map((end) => `000${end}`),
    anyText,
  ),
)

/** Where a bewit stands; `rest` is the target without it, as its maker signed it. */
const positions = mostly<(rest: string, bewit: string) => string>(
  fc.constantFrom(
    (rest, bewit) => `${rest}${rest.includes('?') ? '&' : '?'}bewit=${bewit}`,
    (rest, bewit) => (rest.includes('?') ? rest.replace('?', `?bewit=${bewit}&`) : `${rest}?bewit=${bewit}`),
  ),
  fc.constantFrom(
    (rest, bewit) => `${rest}&bewit=${bewit}`,
    (rest, bewit) => `${rest}?bewit=${bewit}`,
    (rest, bewit) => `${rest}?bewit=${bewit}&`,
    (rest, bewit) => `${rest}?bewit=${bewit}&&`,
    (rest, bewit) => `${rest}?bewit=x&bewit=${bewit}`,
    (rest, bewit) => `${rest}?bewit=${bewit}&bewit=x`,
    (rest, bewit) => `${rest}?bewit=${bewit}&bewit=${bewit}`,
    (rest, bewit) => `${rest}?bewit&bewit=${bewit}`,
    (rest, bewit) => `${rest}&bewit=x?bewit=${bewit}`,
    (rest, bewit) => `${rest}?x?bewit=${bewit}`,
    (rest, bewit) => `${rest}?Bewit=${bewit}`,
    (rest) => `${rest}?bewit=`,
    (rest) => `${rest}?bewit`,
    (rest) => rest,
    (rest, bewit) => `http://example.com${rest}?bewit=${bewit}`,
    (rest, bewit) => `${rest}?bewit=${bewit}&pad=${'x'.repeat(4096)}`,
  ),
  4,
)

const spellings = mostly<(bewit: string) => string>(
  fc.constant((bewit) => bewit),
  fc.oneof(
    fc.constantFrom<((bewit: string) => string)[]>(
      (bewit) => `${bewit}=`,
      (bewit) => `${bewit}A`,
      (bewit) => `${bewit}$`,
      (bewit) => bewit.replaceAll('-', '+').replaceAll('_', '/'),
    ),
    edits.map((change) => (bewit: string) => edit(bewit, change)),
  ),
  8,
)

/** Requests with a bewit in any world, with valid MACs over sound and strange things alike. */
export const bewitsInWorlds: fc.Arbitrary<BewitCase> = fc
  .record({
    world: worlds,
    rest: mostly(originForms, fc.constantFrom('/files/a', '/', '/a?b=1'), 3),
    hostHeader: hostHeaders,
    isTls: fc.boolean(),
    method: mostly(fc.constantFrom('GET', 'HEAD'), fc.constantFrom('POST', 'get', '', 'OPTIONS'), 10),
    authorization: mostly(fc.constant(undefined), fc.constantFrom('', 'Bearer x', 'Hawk id="1"'), 10),
    payload: mostly(fc.constant(undefined), payloads, 10),
    id: mostly(fc.constant(undefined), fc.oneof(attributeValues, anyText), 10),
    exp: ends,
    ext: mostly(fc.oneof(fc.constant(''), attributeValues), anyText, 10),
    reading: mostly<Reading>(fc.constantFrom('reference', 'ours'), fc.constant('bare')),
    macIsRight: mostly(fc.constant(true), fc.constant(false), 12),
    position: positions,
    spelling: spellings,
  })
  .map(({ world, rest, id = world.record.id, exp, ext, reading, macIsRight, position, spelling, ...raw }) => {
    const request = { ...raw, url: rest, contentType: undefined }
    const fields = { ts: exp, nonce: '', method: 'GET', ...readPlace(request, reading), ext }
    const mac = macIsRight ? macOf('bewit', world, fields) : 'A'.repeat(44)
    const text = `${id}\\${exp}\\${mac}\\${ext}`
    const bewit = spelling(Buffer.from(text, 'latin1').toString('base64url'))
    return {
      request: { ...request, url: position(rest, bewit) },
      world,
      bewit,
      attributes: { id, exp, mac, ext },
    }
  })
