import { isAbsent } from '../credential-record.js'
import type { HawkCredentials } from '../credentials.js'
import { Refused } from '../verdict.js'

/**
 * Step 6: approved, not suspended, not expired. It stands behind the MAC and freshness, so nobody but a holder of the
 * key, with a fresh request, learns the state.
 */
export function checkApproval(record: HawkCredentials, nowMs: number): Refused | undefined {
  if (record.approved !== true)
    return new Refused('ERR_HAWK_NOT_APPROVED', 'the credentials are not approved')
  if (record.suspended !== undefined && record.suspended !== false) {
    return new Refused('ERR_HAWK_SUSPENDED', 'the credentials are suspended')
  }
  const { expiresAtMs } = record
  if (!isAbsent(expiresAtMs) && !(nowMs < Number(expiresAtMs))) {
    return new Refused('ERR_HAWK_EXPIRED_CREDENTIALS', 'the credentials have expired')
  }
  return undefined
}
