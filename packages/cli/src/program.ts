import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addCompletion } from './commands/completion.js'
import { addCredentials } from './commands/credentials.js'
import { exitCodesHelp } from './exit-codes.js'
import { globalOptions } from './options/global-options.js'
import type { GlobalOptions } from './options/global-options.js'
import { examples } from './shared/examples.js'
import type { Cli } from './shared/call.js'

/** What commander writes; it does not wait for it. */
export interface ProgramOutput {
  out: (text: string) => void
}

/** The tree of commands. Each of them is run by `parseAsync`. */
export function createProgram(cli: Cli, { out }: ProgramOutput): Command {
  const program = new Command('hawk-auth')
    .description('HTTP request authentication with Hawk: credentials from request to retirement.')
    .version(readVersion(), '-V, --version', 'show the version')
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials create ci-bot ci@example.com "The build" --approve',
        'hawk-auth credentials list',
        'hawk-auth credentials create --help',
        'source <(hawk-auth completion bash)',
      ),
    )
    .addHelpText('after', `\n${exitCodesHelp()}`)
    .configureHelp({ showGlobalOptions: true })
    // Errors are reported in one place, as one line.
    .configureOutput({ writeOut: out, writeErr: out, outputError: () => undefined })
    .exitOverride()
    .hook('preAction', (_program, command) => {
      if (!command.optsWithGlobals<GlobalOptions>().color) cli.terminal.hasColours = false
    })
  for (const option of globalOptions()) program.addOption(option)
  addCredentials(program, cli)
  addCompletion(program, cli)
  return program
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return manifest.version
}
