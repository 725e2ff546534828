import type { HawkCredentials } from './credentials.js'
import { HawkVerifier } from './hawk-verifier.js'
import type { Verifier } from './verifier.js'
import { checkVerifierOptions } from './verifier-options.js'
import type { VerifierOptions } from './verifier-options.js'

/**
 * Makes a verifier: the one thing that decides whether a request is authentic, fresh, approved and not replayed.
 *
 * @throws TypeError that names the option, where one is missing, misspelt or of a wrong kind
 * @example
 * const verifier = createVerifier({ credentials: (id) => clients.get(id) })
 * const verdict = await verifier.verify({ method: 'GET', target: '/a?b=1', host: 'example.com', port: 443, authorization })
 * if (verdict.ok) console.log(verdict.credentials.id)
 */
export function createVerifier<C extends HawkCredentials>(options: VerifierOptions<C>): Verifier<C> {
  return new HawkVerifier(checkVerifierOptions(options))
}
