import type { MessageAuthorization } from '../checks/message.js'
import { checkKeys, describe } from '../options.js'
import { hashPayload } from '../payload-hash.js'
import { normalizedString } from '../protocol/index.js'
import { assertDestination, assertPayload, HOST } from '../request-facts.js'
import type { Destination } from '../request-facts.js'
import { readMoment } from './sign-request.js'
import type { SigningMoment } from './sign-request.js'
import { prepareSigningKey } from './signing-credentials.js'
import type { SigningCredentials } from './signing-credentials.js'

/** A message to sign, and the host and port that it is meant for. */
export interface MessageToSign extends Destination, SigningMoment {
  message: string | Uint8Array
  credentials: SigningCredentials
}

const WHERE = 'signMessage'
const OPTIONS = [
  'host',
  'port',
  'message',
  'credentials',
  'timestamp',
  'nonce',
  'clock',
] as const satisfies readonly (keyof MessageToSign)[]

/**
 * Signs a message that travels outside HTTP. Source: Hawk `lib/client.js`, `message`.
 *
 * @throws TypeError that names what can't be signed
 */
export function signMessage(request: MessageToSign): MessageAuthorization {
  checkKeys(WHERE, request, OPTIONS)
  const { host, port, message, credentials } = request
  assertDestination(WHERE, request)
  if (!HOST.test(host)) throw new TypeError(`${WHERE}: "host" must be a host, got ${describe(host)}`)
  assertPayload(WHERE, message)
  const key = prepareSigningKey(WHERE, credentials)
  const { ts, nonce } = readMoment(WHERE, request)
  const hash = hashPayload(key.algorithm, message, undefined)
  const mac = key.mac(normalizedString('message', { ts, nonce, method: '', target: '', host, port, hash }))
  return { id: credentials.id, ts, nonce, hash, mac }
}
