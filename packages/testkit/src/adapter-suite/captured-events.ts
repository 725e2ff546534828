import type { HawkEvent } from '@hawk-auth/core'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/** What became of a request, as a subscriber heard it. */
export interface CapturedEvent extends HawkEvent {
  fate: 'accepted' | 'refused' | 'aborted'
}

const FATES = ['accepted', 'refused', 'aborted'] as const

/** Listens on the diagnostics channels while something is done. */
export async function captureEvents(during: (events: CapturedEvent[]) => Promise<void>): Promise<void> {
  const events: CapturedEvent[] = []
  const listeners = FATES.map((fate) => ({
    channel: `hawk-auth:${fate}`,
    listen: (message: unknown) => {
      events.push({ fate, ...(message as HawkEvent) })
    },
  }))
  for (const { channel, listen } of listeners) subscribe(channel, listen)
  try {
    await during(events)
  } finally {
    for (const { channel, listen } of listeners) unsubscribe(channel, listen)
  }
}
