import type { HawkCredentials } from '@hawk-auth/core'
import { warnOnce } from '@hawk-auth/core/guard'
import type { CheckedGuardOptions } from '@hawk-auth/core/guard'
import cluster from 'node:cluster'

/** Warns, once each, of what works and yet leaves a hole in a deployment. */
export function warnOfWeakSetup<C extends HawkCredentials>({
  publicOrigins,
  verifier,
}: CheckedGuardOptions<C>): void {
  if (publicOrigins === undefined && process.env['NODE_ENV'] === 'production') {
    warnOnce(
      'HAWK_NO_PUBLIC_URL',
      'The Hawk guard has no "publicUrl": the sender chooses Host, so a request signed for another service that shares these credentials verifies here. Set "publicUrl" to the origin that clients sign for.',
    )
  }
  if (verifier.nonceScope === 'process' && cluster.isWorker) {
    warnOnce(
      'HAWK_PROCESS_NONCES',
      'The Hawk replay cache of this cluster worker protects this worker alone: a request can be replayed once to each of the others. Give all of them a shared nonce store.',
    )
  }
}
