import { warnOnce } from '@hawk-auth/core/stores'
import { textOf } from './clients/fields.js'
import type { ServerAccess } from './clients/redis-client.js'

/**
 * Asks the servers for their policy, and warns of any but `noeviction`. It is not worth a refusal: who may not ask, or
 * has lost the connection meanwhile, hears nothing.
 */
export async function warnOfEviction(access: ServerAccess): Promise<void> {
  try {
    const policies = (await access.memoryInfos()).map(policyOf)
    const evicting = policies.find((policy) => policy !== undefined && policy !== 'noeviction')
    if (evicting !== undefined) warnOnce('HAWK_REDIS_EVICTION', warning(evicting))
  } catch {
    // As said.
  }
}

function policyOf(info: unknown): string | undefined {
  return /^maxmemory_policy:(\S+)/m.exec(textOf(info))?.[1]
}

function warning(policy: string): string {
  return (
    `createRedisNonceStore: maxmemory-policy of this Redis is ${policy}. When its memory is full it drops nonces that ` +
    'are still needed, and requests that were answered can then be sent again. Set maxmemory-policy to noeviction (a ' +
    'full Redis then refuses claims, and requests get 503), or give the nonces a Redis of their own'
  )
}
