import type { HawkEvent } from '@hawk-auth/fetch'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { onTestFinished } from 'vitest'

/** What became of a request, as a subscriber heard it. */
export interface HeardEvent extends HawkEvent {
  fate: 'accepted' | 'refused' | 'aborted'
}

/** Listens on the diagnostics channels until the test is over. */
export function hearEvents(): HeardEvent[] {
  const heard: HeardEvent[] = []
  for (const fate of ['accepted', 'refused', 'aborted'] as const) {
    const listen = (event: unknown): void => {
      heard.push({ fate, ...(event as HawkEvent) })
    }
    subscribe(`hawk-auth:${fate}`, listen)
    onTestFinished(() => {
      unsubscribe(`hawk-auth:${fate}`, listen)
    })
  }
  return heard
}
