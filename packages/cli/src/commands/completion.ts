import { Argument } from 'commander'
import type { Command } from 'commander'
import { bashCompletion } from '../completion/bash.js'
import { commandPaths } from '../completion/command-paths.js'
import type { CommandPath } from '../completion/command-paths.js'
import { fishCompletion } from '../completion/fish.js'
import { zshCompletion } from '../completion/zsh.js'
import type { Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'

type Shell = 'bash' | 'zsh' | 'fish'

const SCRIPTS: Readonly<Record<Shell, (program: string, paths: readonly CommandPath[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

/** `completion`: prints a script that completes commands and options. */
export function addCompletion(program: Command, { terminal }: Pick<Cli, 'terminal'>): void {
  program
    .command('completion')
    .summary('print a script for your shell that completes commands and options')
    .description('Prints a script that completes commands, options and their values.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      examples(
        'source <(hawk-auth completion bash)      # in ~/.bashrc',
        'source <(hawk-auth completion zsh)       # in ~/.zshrc, behind compinit',
        'hawk-auth completion fish > ~/.config/fish/completions/hawk-auth.fish',
      ),
    )
    .action(async (shell: Shell) => {
      await terminal.text(SCRIPTS[shell](program.name(), commandPaths(program)))
    })
}
