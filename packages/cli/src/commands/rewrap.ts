import type { Command } from 'commander'
import { progressBar } from '../output/progress-bar.js'
import { callOf } from '../shared/call.js'
import type { Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { withRegistry } from '../shared/with-registry.js'

/** `credentials rewrap`: seals every secret with the first master key. */
export function addRewrap(parent: Command, cli: Cli): void {
  parent
    .command('rewrap')
    .summary('seal every secret with the first master key')
    .description(
      'Opens every secret and seals it with the first master key of HAWK_AUTH_MASTER_KEY; the others are not needed any ' +
        'more then. Every server must know the new key before. It can be broken off and run again.',
    )
    .addHelpText('after', examples('HAWK_AUTH_MASTER_KEY="k2:…,k1:…" hawk-auth credentials rewrap'))
    .action(async (_options: unknown, command: Command) => {
      const call = callOf(cli, command)
      await withRegistry(call, async (registry) => {
        const onProgress = progressBar(call.terminal, 'Sealing')
        const sealed = await registry.rewrap({ actor: call.actor, onProgress })
        if (call.json) await call.terminal.json({ sealed })
        else await call.terminal.line(`Sealed ${sealed} secrets anew`)
      })
    })
}
