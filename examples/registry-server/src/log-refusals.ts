import { subscribe } from 'node:diagnostics_channel'
import type { HawkEvent } from '@hawk-auth/express'

/**
 * Prints why requests were refused, and what the registry threw: a database that is down says so here alone. The sender is told
 * less, and never whether its id exists.
 */
export function logRefusals(): void {
  subscribe('hawk-auth:refused', (message) => {
    const { code = '', reason, id = 'nobody', cause } = message as HawkEvent
    const line = `refused ${id}: ${code} (${reason})`
    if (cause === undefined) console.log(line)
    else console.log(line, cause)
  })
}
