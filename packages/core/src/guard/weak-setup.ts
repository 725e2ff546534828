import type { HawkCredentials } from '../credentials.js'
import { warnOnce } from '../warn-once.js'
import type { FrameworkView, ReceivedHeaders } from './gather-facts.js'
import type { CheckedGuardOptions } from './guard-options.js'

/** Warns, once in production, of a guard that lets the sender choose Host. */
export function warnOfOpenHost<C extends HawkCredentials>({ publicOrigins }: CheckedGuardOptions<C>): void {
  if (publicOrigins !== undefined || process.env['NODE_ENV'] !== 'production') return
  warnOnce(
    'HAWK_NO_PUBLIC_URL',
    'The Hawk guard has no "publicUrl": the sender chooses Host, so a request signed for another service that shares these credentials verifies here. Set "publicUrl" to the origin that clients sign for.',
  )
}

/**
 * Warns, once, at the first request that a proxy seems to have passed on to a guard which is told of none: every honest
 * request is a "Bad mac" then.
 */
export function warnOfUntrustedProxy<C extends HawkCredentials>(
  { publicOrigins }: CheckedGuardOptions<C>,
  { isForwarded }: ReceivedHeaders,
  { trustsProxy }: FrameworkView,
): void {
  if (!isForwarded || trustsProxy || publicOrigins !== undefined) return
  warnOnce(
    'HAWK_UNTRUSTED_PROXY',
    'A request came with Forwarded or X-Forwarded headers, but the Hawk guard has no "publicUrl" and the framework trusts no proxy: what clients sign for is not what this server sees, and they get "Bad mac". Set "publicUrl" to the origin that clients sign for. (Where no proxy is in front, a client wrote them, and they were not believed.)',
  )
}

/** Warns, once, of a verifier that throws where it should give a verdict. */
export function warnOfVerifierFault(): void {
  warnOnce(
    'HAWK_VERIFIER_FAULT',
    'A verifier threw or rejected, and its requests are answered 500. What it threw is the cause in the events of the diagnostics channel hawk-auth:refused.',
  )
}
