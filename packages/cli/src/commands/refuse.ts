import type { Command } from 'commander'
import type { Cli } from '../shared/call.js'
import { addStatusChange } from '../shared/status-change.js'

/** `credentials refuse`. */
export function addRefuse(parent: Command, cli: Cli): void {
  addStatusChange(parent, cli, {
    name: 'refuse',
    done: 'Refused',
    summary: 'turn a request down',
    description: 'Turns a request down. It can be approved later nevertheless.',
    examples: ['hawk-auth credentials refuse ci-bot'],
  })
}
