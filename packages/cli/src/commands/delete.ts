import type { Command } from 'commander'
import { ifVersionOption } from '../options/if-version.js'
import type { IfVersion } from '../options/if-version.js'
import { requireConfirmation } from '../output/confirm.js'
import { timeText } from '../output/time-text.js'
import { callOf } from '../shared/call.js'
import type { Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { requireCredential } from '../shared/known-credential.js'
import { printChange } from '../shared/print-credential.js'
import { withRegistry } from '../shared/with-registry.js'

/** `credentials delete`: ends a credential for good. */
export function addDelete(parent: Command, cli: Cli): void {
  parent
    .command('delete')
    .summary('end a credential for good')
    .description(
      'Ends a credential for good and removes its secrets. Its id stays taken, so that nobody inherits it. Servers see it ' +
        'within ten seconds, unless they are set otherwise.',
    )
    .argument('<id>', 'the credential')
    .addOption(ifVersionOption())
    .addHelpText(
      'after',
      examples('hawk-auth credentials delete ci-bot', 'hawk-auth credentials delete ci-bot --yes'),
    )
    .action(async (id: string, { ifVersion }: IfVersion, command: Command) => {
      const call = callOf(cli, command)
      await withRegistry(call, async (registry) => {
        const { owner, status, lastUsedAtMs, version } = await requireCredential(registry, id)
        const use = lastUsedAtMs === null ? 'never used' : `last used ${timeText(lastUsedAtMs)}`
        await requireConfirmation(call, `Delete "${id}" (owner ${owner}, ${status}, ${use}) for good?`)
        const deleted = await registry.delete(id, { actor: call.actor, version: ifVersion ?? version })
        await printChange(call, deleted, 'Deleted')
      })
    })
}
