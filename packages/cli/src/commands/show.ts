import type { Command } from 'commander'
import { callOf } from '../shared/call.js'
import type { Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { requireCredential } from '../shared/known-credential.js'
import { printCredential } from '../shared/print-credential.js'
import { withRegistry } from '../shared/with-registry.js'

/** `credentials show`: shows one credential. */
export function addShow(parent: Command, cli: Cli): void {
  parent
    .command('show')
    .summary('show one credential')
    .description('Shows one credential, a deleted one too. Its secret is never shown.')
    .argument('<id>', 'the credential')
    .addHelpText(
      'after',
      examples('hawk-auth credentials show ci-bot', 'hawk-auth credentials show ci-bot --json'),
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      const call = callOf(cli, command)
      await withRegistry(call, async (registry) => {
        await printCredential(call, await requireCredential(registry, id, { mayBeDeleted: true }))
      })
    })
}
