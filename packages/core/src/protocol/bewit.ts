import { Malformed } from './attribute-scanner.js'
import { isAttributeValue, isTimestamp } from './attribute.js'

/** The longest target, bewit included, that is read (the reference's bound), in characters. */
export const MAX_BEWIT_TARGET_LENGTH = 4096

/** What a bewit holds. */
export interface BewitFields {
  id: string
  /** When it ends, exclusive: seconds since the epoch, as sent. */
  exp: string
  mac: string
  /** Absent where the last field is empty. */
  ext: string | undefined
}

/** A target without its bewit, as it was signed, and the bewit itself, still encoded. */
export interface SplitTarget {
  target: string
  bewit: string
}

/**
 * Takes the bewit out of a target's query. Only the query is looked at (the reference also takes `&bewit=` out of a
 * path), and exactly one is allowed. `absent` where there is none.
 *
 * Source of what is signed: Hawk `lib/server.js`, `authenticateBewit`: the rest of the query keeps its order, and a
 * query that held nothing else goes with its question mark.
 */
export function takeBewit(target: string): SplitTarget | Malformed | 'absent' {
  const question = target.indexOf('?')
  if (question === -1) return 'absent'
  const parameters = target.slice(question + 1).split('&')
  const bewits = parameters.filter((parameter) => parameter === 'bewit' || parameter.startsWith('bewit='))
  const [found] = bewits
  if (found === undefined) return 'absent'
  if (target.length > MAX_BEWIT_TARGET_LENGTH) return new Malformed('Resource path exceeds max length')
  if (bewits.length > 1) return new Malformed('Multiple bewits')
  const bewit = found.slice('bewit='.length)
  if (bewit === '') return new Malformed('Empty bewit')
  if (target.endsWith(`${found}&`)) return new Malformed('Invalid bewit structure')
  const rest = parameters.filter((parameter) => parameter !== found)
  return { target: target.slice(0, question) + (rest.length === 0 ? '' : `?${rest.join('&')}`), bewit }
}

const BASE64URL = /^[\w-]+$/

/** Decodes a bewit: base64url without padding of `id\exp\mac\ext`, every field in the alphabet of a header. */
export function decodeBewit(bewit: string): BewitFields | Malformed {
  if (!BASE64URL.test(bewit)) return new Malformed('Invalid bewit encoding')
  const text = fromBase64Url(bewit)
  if (text === undefined) return new Malformed('Invalid bewit encoding')
  const fields = text.split('\\')
  const [id, exp, mac, ext] = fields
  if (fields.length !== 4 || ext === undefined) return new Malformed('Invalid bewit structure')
  if (id === '' || exp === '' || mac === '') return new Malformed('Missing bewit attributes')
  if (!isAttributeValue(id) || !isTimestamp(exp) || !isAttributeValue(mac)) {
    return new Malformed('Invalid bewit structure')
  }
  if (ext !== '' && !isAttributeValue(ext)) return new Malformed('Invalid bewit structure')
  return { id, exp, mac, ext: ext === '' ? undefined : ext }
}

/** Encodes a bewit; every field must be in the alphabet of a header (see `isAttributeValue`). */
export function encodeBewit(fields: BewitFields): string {
  return btoa(`${fields.id}\\${fields.exp}\\${fields.mac}\\${fields.ext ?? ''}`)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

function fromBase64Url(text: string): string | undefined {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return undefined
  }
}
