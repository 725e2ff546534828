import { confirm } from '@clack/prompts'
import { CliError } from '../cli-error.js'
import type { Call } from '../shared/call.js'
import { escapeText } from './escape.js'
import { withoutColours } from './without-colours.js'

/**
 * Asks before something that can't be undone; `--yes` answers. Whoever says no, leaves, or can't be asked gets an error, and
 * nothing is done.
 *
 * @param instead - the options that make it go without asking; default `--yes`
 * @throws CliError `notConfirmed`
 */
export async function requireConfirmation(call: Call, question: string, instead = '--yes'): Promise<void> {
  const { io, terminal, yes } = call
  if (yes) return
  if (!terminal.isInteractive) {
    throw new CliError(
      'notConfirmed',
      `${question} There is no terminal to ask at, and nothing was done: add ${instead}`,
    )
  }
  const answer = await confirm({
    message: escapeText(question),
    initialValue: false,
    input: io.stdin,
    output: terminal.hasColours ? io.stderr : withoutColours(io.stderr),
  })
  if (answer !== true) throw new CliError('notConfirmed', 'Not confirmed: nothing was done')
}
