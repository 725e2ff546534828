import type { Command } from 'commander'
import { isOver, parseExpiryOrNever } from '../options/expiry.js'
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

/** `credentials expire`: says when a credential stops working. */
export function addExpire(parent: Command, cli: Cli): void {
  parent
    .command('expire')
    .summary('say when a credential stops working')
    .description(
      'Says when a credential stops working: at a date, after a duration, or never. An end that is over already asks first.',
    )
    .argument('<id>', 'the credential')
    .argument('<when>', '2027-01-31 (00:00 UTC), 2027-01-31T12:00:00Z, 90d, or never', parseExpiryOrNever)
    .addOption(ifVersionOption())
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials expire ci-bot 90d',
        'hawk-auth credentials expire ci-bot 2027-01-31',
        'hawk-auth credentials expire ci-bot never',
      ),
    )
    .action(
      async (id: string, expiresAtMs: number | null, { ifVersion: version }: IfVersion, command: Command) => {
        const call = callOf(cli, command)
        await withRegistry(call, async (registry) => {
          await requireCredential(registry, id)
          if (isOver(expiresAtMs)) {
            const question = `${timeText(expiresAtMs)} is over: "${id}" stops working at once. Set this end?`
            await requireConfirmation(call, question)
          }
          const changed = await registry.setExpiry(id, { actor: call.actor, version, expiresAtMs })
          const done = expiresAtMs === null ? 'No end is set for' : `${timeText(expiresAtMs)} is the end of`
          await printChange(call, changed, done)
        })
      },
    )
}
