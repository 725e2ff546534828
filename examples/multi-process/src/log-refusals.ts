import { subscribe } from 'node:diagnostics_channel'
import type { HawkEvent } from '@hawk-auth/express'

/** Prints why requests were refused. The sender is told less: never whether its id exists. */
export function logRefusals(): void {
  subscribe('hawk-auth:refused', (message) => {
    const { code = '', reason, id = 'nobody' } = message as HawkEvent
    console.log(`refused ${id}: ${code} (${reason})`)
  })
}
