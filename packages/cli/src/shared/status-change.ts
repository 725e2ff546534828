import type { Command } from 'commander'
import { ifVersionOption } from '../options/if-version.js'
import type { IfVersion } from '../options/if-version.js'
import { callOf } from './call.js'
import type { Cli } from './call.js'
import { examples } from './examples.js'
import { requireCredential } from './known-credential.js'
import { printChange } from './print-credential.js'
import { withRegistry } from './with-registry.js'

/** A command that changes the status of one credential, and can be taken back. */
interface StatusChange {
  name: 'refuse' | 'suspend' | 'resume'
  /** How the result begins: `Suspended`. */
  done: string
  summary: string
  description: string
  examples: readonly string[]
}

export function addStatusChange(parent: Command, cli: Cli, change: StatusChange): void {
  parent
    .command(change.name)
    .summary(change.summary)
    .description(change.description)
    .argument('<id>', 'the credential')
    .addOption(ifVersionOption())
    .addHelpText('after', examples(...change.examples))
    .action(async (id: string, { ifVersion: version }: IfVersion, command: Command) => {
      const call = callOf(cli, command)
      await withRegistry(call, async (registry) => {
        await requireCredential(registry, id)
        const changed = await registry[change.name](id, { actor: call.actor, version })
        await printChange(call, changed, change.done)
      })
    })
}
