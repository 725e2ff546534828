import { statusAfter } from '@hawk-auth/credentials'
import type { Credential } from '@hawk-auth/credentials'
import { Option } from 'commander'
import type { Command } from 'commander'
import { CliError } from '../cli-error.js'
import { ifVersionOption } from '../options/if-version.js'
import type { IfVersion } from '../options/if-version.js'
import { parseOverlap } from '../options/overlap.js'
import { requireConfirmation } from '../output/confirm.js'
import { timeText } from '../output/time-text.js'
import { callOf } from '../shared/call.js'
import type { Call, Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { requireCredential } from '../shared/known-credential.js'
import { printSecret } from '../shared/print-credential.js'
import { withRegistry } from '../shared/with-registry.js'

interface RotateOptions extends IfVersion {
  overlap?: number
  endsOverlap?: boolean
}

/** `credentials rotate`: a new secret, beside which the one before works for a while. */
export function addRotate(parent: Command, cli: Cli): void {
  parent
    .command('rotate')
    .summary('give a new secret; the one before works on for a while')
    .description(
      'Gives an approved credential a new secret and prints it, once. The one before works on for the overlap. Servers know ' +
        'the new one within ten seconds, unless they are set otherwise.',
    )
    .argument('<id>', 'the credential')
    .addOption(
      new Option('--overlap <duration>', 'how long the one before works: 0 to 30d (default: 24h)').argParser(
        parseOverlap,
      ),
    )
    .option(
      '--ends-overlap',
      'where two secrets work since the last rotation: end the older one now, and rotate',
    )
    .addOption(ifVersionOption())
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials rotate ci-bot',
        'hawk-auth credentials rotate ci-bot --overlap 7d',
        'hawk-auth credentials rotate ci-bot --json',
      ),
    )
    .action(async (id: string, options: RotateOptions, command: Command) => {
      const call = callOf(cli, command)
      const { overlap: overlapMs, endsOverlap, ifVersion } = options
      await withRegistry(call, async (registry) => {
        const shown = await requireCredential(registry, id)
        statusAfter('rotate', shown)
        await requireSafe(call, shown, options)
        const version = ifVersion ?? shown.version
        const rotated = await registry.rotate(id, { actor: call.actor, version, overlapMs, endsOverlap })
        await printSecret(call, rotated, 'Rotated')
        await sayOverlap(call, rotated.credential)
      })
    })
}

/** A secret that dies at once may still be in use. */
async function requireSafe(
  call: Call,
  { id, previousSecretUntilMs }: Credential,
  { overlap, endsOverlap }: RotateOptions,
): Promise<void> {
  if (previousSecretUntilMs !== null && endsOverlap !== true) {
    throw new CliError(
      'wrongStatus',
      `"${id}" has two secrets that work; the older one ends at ${timeText(previousSecretUntilMs)}: wait until then, or add --ends-overlap, which ends it now`,
    )
  }
  if (overlap === 0)
    await requireConfirmation(call, `The current secret of "${id}" stops working at once. Rotate it?`)
  else if (previousSecretUntilMs !== null) {
    await requireConfirmation(call, `The older secret of "${id}" stops working at once. Rotate it?`)
  }
}

async function sayOverlap({ terminal }: Call, { previousSecretUntilMs }: Credential): Promise<void> {
  if (previousSecretUntilMs === null) return
  await terminal.note(`The secret before it works until ${timeText(previousSecretUntilMs)}.`)
}
