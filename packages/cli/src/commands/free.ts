import { statusAfter } from '@hawk-auth/credentials'
import type { Command } from 'commander'
import { requireConfirmation } from '../output/confirm.js'
import { callOf } from '../shared/call.js'
import type { Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { requireCredential } from '../shared/known-credential.js'
import { withRegistry } from '../shared/with-registry.js'

/** `credentials free`: lets the id of a deleted credential be given again. */
export function addFree(parent: Command, cli: Cli): void {
  parent
    .command('free')
    .summary('let the id of a deleted credential be given again')
    .description(
      'Lets the id of a deleted credential be given again. Whoever gets it next also gets whatever is kept by that id ' +
        'elsewhere: in your applications, in logs.',
    )
    .argument('<id>', 'the id of a deleted credential')
    .addHelpText(
      'after',
      examples('hawk-auth credentials free ci-bot', 'hawk-auth credentials free ci-bot --yes'),
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      const call = callOf(cli, command)
      await withRegistry(call, async (registry) => {
        const known = await requireCredential(registry, id, { mayBeDeleted: true })
        statusAfter('free', known)
        const question = `Free the id "${id}" (owner ${known.owner}), so that anybody can get it?`
        await requireConfirmation(call, question)
        await registry.free(id, { actor: call.actor })
        if (call.json) await call.terminal.json({ freed: id })
        else await call.terminal.line(`Freed "${id}"`)
      })
    })
}
