import type { HawkCredentials } from '@hawk-auth/core'
import { warnOfOpenHost, warnOnce } from '@hawk-auth/core/guard'
import type { CheckedGuardOptions } from '@hawk-auth/core/guard'
import cluster from 'node:cluster'

/** Warns, once each, of what works and yet leaves a hole in a deployment. */
export function warnOfWeakSetup<C extends HawkCredentials>(options: CheckedGuardOptions<C>): void {
  warnOfOpenHost(options)
  if (options.verifier.nonceScope === 'process' && cluster.isWorker) {
    warnOnce(
      'HAWK_PROCESS_NONCES',
      'The Hawk replay cache of this cluster worker protects this worker alone: a request can be replayed once to each of the others. Give all of them a shared nonce store.',
    )
  }
}
