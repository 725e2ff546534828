import { statusAfter } from '@hawk-auth/credentials'
import type { Command } from 'commander'
import { ifVersionOption } from '../options/if-version.js'
import type { IfVersion } from '../options/if-version.js'
import { requireConfirmation } from '../output/confirm.js'
import { callOf } from '../shared/call.js'
import type { Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { requireCredential } from '../shared/known-credential.js'
import { printSecret } from '../shared/print-credential.js'
import { withRegistry } from '../shared/with-registry.js'

/** `credentials reset`: a new secret; every earlier one is dead. */
export function addReset(parent: Command, cli: Cli): void {
  parent
    .command('reset')
    .summary('give a new secret; every earlier one is dead at once')
    .description(
      'Gives a credential a new secret and prints it, once. Every earlier one is dead at once: for one that leaked. Servers ' +
        'see it within ten seconds, unless they are set otherwise.',
    )
    .argument('<id>', 'the credential')
    .addOption(ifVersionOption())
    .addHelpText(
      'after',
      examples('hawk-auth credentials reset ci-bot', 'hawk-auth credentials reset ci-bot --yes --json'),
    )
    .action(async (id: string, { ifVersion }: IfVersion, command: Command) => {
      const call = callOf(cli, command)
      await withRegistry(call, async (registry) => {
        const known = await requireCredential(registry, id)
        statusAfter('reset', known)
        const { owner, status, version } = known
        const question = `Every secret of "${id}" (owner ${owner}, ${status}) stops working at once. Reset it?`
        await requireConfirmation(call, question)
        const reset = await registry.reset(id, { actor: call.actor, version: ifVersion ?? version })
        await printSecret(call, reset, 'Reset')
      })
    })
}
