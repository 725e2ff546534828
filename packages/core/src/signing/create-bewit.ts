import type { Clock } from '../clock.js'
import { systemClock } from '../clock.js'
import { checkKeys, checkWholeNumber } from '../options.js'
import { encodeBewit, normalizedString } from '../protocol/index.js'
import { MAX_TIMESTAMP } from './sign-request.js'
import { readSignedUrl } from './signed-url.js'
import { checkAttribute, prepareSigningKey } from './signing-credentials.js'
import type { SigningCredentials } from './signing-credentials.js'

/** A link to sign. */
export interface BewitToCreate {
  /** The absolute URL that the bewit gives access to, without a bewit. */
  url: string | URL
  credentials: SigningCredentials
  /** How long it is good, in whole seconds; a server may allow less (3600 by default). */
  ttlSeconds: number
  /** Application data. */
  ext?: string | undefined
  /** Milliseconds since the epoch; default the system's clock. */
  clock?: Clock | undefined
}

const WHERE = 'createBewit'
const OPTIONS = [
  'url',
  'credentials',
  'ttlSeconds',
  'ext',
  'clock',
] as const satisfies readonly (keyof BewitToCreate)[]

/**
 * Makes a bewit: the value of a `bewit` parameter that lets whoever has the link GET it until it ends. It has no
 * nonce and can be used again until then. Source: Hawk `lib/client.js`, `getBewit`.
 *
 * @throws TypeError that names what can't be signed
 */
export function createBewit(bewit: BewitToCreate): string {
  checkKeys(WHERE, bewit, OPTIONS)
  const { ttlSeconds, clock = systemClock } = bewit
  checkWholeNumber(WHERE, 'ttlSeconds', ttlSeconds, { min: 1, max: 1_000_000_000 })
  const key = prepareSigningKey(WHERE, bewit.credentials)
  const ext = checkAttribute(WHERE, 'ext', bewit.ext)
  const end = Math.floor(clock() / 1000) + ttlSeconds
  checkWholeNumber(WHERE, 'clock', end, { min: 1, max: MAX_TIMESTAMP })
  const exp = String(end)
  const fields = { ts: exp, nonce: '', method: 'GET', ...readSignedUrl(WHERE, bewit.url), ext }
  const mac = key.mac(normalizedString('bewit', fields))
  return encodeBewit({ id: bewit.credentials.id, exp, mac, ext })
}
