import type { Command } from 'commander'
import type { Cli } from '../shared/call.js'
import { addStatusChange } from '../shared/status-change.js'

/** `credentials suspend`. */
export function addSuspend(parent: Command, cli: Cli): void {
  addStatusChange(parent, cli, {
    name: 'suspend',
    done: 'Suspended',
    summary: 'stop an approved credential for a while',
    description:
      'Stops an approved credential until it is resumed. Servers see it within ten seconds, unless they are set otherwise.',
    examples: ['hawk-auth credentials suspend ci-bot', 'hawk-auth credentials resume ci-bot'],
  })
}
