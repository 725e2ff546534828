import type { Command } from 'commander'
import type { Cli } from '../shared/call.js'
import { addStatusChange } from '../shared/status-change.js'

/** `credentials resume`. */
export function addResume(parent: Command, cli: Cli): void {
  addStatusChange(parent, cli, {
    name: 'resume',
    done: 'Resumed',
    summary: 'let a suspended credential work again',
    description: 'Lets a suspended credential work again, with the secret that it had.',
    examples: ['hawk-auth credentials resume ci-bot'],
  })
}
