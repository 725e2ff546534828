import { statusAfter } from '@hawk-auth/credentials'
import type { Credential } from '@hawk-auth/credentials'
import type { Command } from 'commander'
import { ifVersionOption } from '../options/if-version.js'
import type { IfVersion } from '../options/if-version.js'
import { requireConfirmation } from '../output/confirm.js'
import { credentialFields } from '../output/credential-view.js'
import { fieldLines } from '../output/table.js'
import { callOf } from '../shared/call.js'
import type { Call, Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { requireCredential } from '../shared/known-credential.js'
import { printChange } from '../shared/print-credential.js'
import { withRegistry } from '../shared/with-registry.js'

/** `credentials approve`: shows a request, and approves what it showed. */
export function addApprove(parent: Command, cli: Cli): void {
  parent
    .command('approve')
    .summary('approve a request, or one that was refused')
    .description(
      'Shows a request, asks, and approves what it showed: one that is changed meanwhile is not approved. A script says ' +
        'what it has seen with --if-version, or --yes for whatever is there.',
    )
    .argument('<id>', 'the credential')
    .addOption(ifVersionOption())
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials approve ci-bot',
        'hawk-auth credentials approve ci-bot --if-version 1',
        'hawk-auth credentials approve ci-bot --yes',
      ),
    )
    .action(async (id: string, { ifVersion }: IfVersion, command: Command) => {
      const call = callOf(cli, command)
      const { actor } = call
      await withRegistry(call, async (registry) => {
        const shown = await requireCredential(registry, id)
        statusAfter('approve', shown)
        if (ifVersion === undefined) await confirmShown(call, shown)
        const approved = await registry.approve(id, { actor, version: ifVersion ?? shown.version })
        await printChange(call, approved, 'Approved')
      })
    })
}

/** What is approved is said on stderr: stdout has the result. */
async function confirmShown(call: Call, shown: Credential): Promise<void> {
  for (const line of fieldLines(credentialFields(shown))) await call.terminal.note(line)
  await requireConfirmation(call, `Approve "${shown.id}"?`, `--if-version ${shown.version}, or --yes`)
}
