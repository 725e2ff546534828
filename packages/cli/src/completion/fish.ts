import type { CommandPath, ValuedOption } from './command-paths.js'

/** A script for fish: one line for each word, with the commands that must stand before it. */
export function fishCompletion(program: string, paths: readonly CommandPath[]): string {
  const lines = paths.flatMap((each) => linesOf(program, each))
  return [
    `# Completion of ${program} for fish: ${program} completion fish > ~/.config/fish/completions/${program}.fish`,
    `complete -c ${program} -f`,
    ...lines,
    '',
  ].join('\n')
}

function linesOf(program: string, each: CommandPath): string[] {
  const { commands, options, valued, values, takesFile } = each
  const begin = `complete -c ${program} -n ${fishQuoted(conditionOf(each))}`
  return [
    ...commands.map(({ word, summary }) => `${begin} -a ${word} -d ${fishQuoted(summary)}`),
    ...options.map(({ word, summary }) => {
      const value = valueOf(valued.find(({ names }) => names.includes(word)))
      return `${begin} -l ${word.slice(2)}${value} -d ${fishQuoted(summary)}`
    }),
    ...(values.length === 0 ? [] : [`${begin} -a ${fishQuoted(values.join(' '))}`]),
    ...(takesFile ? [`${begin} -F`] : []),
  ]
}

function valueOf(option: ValuedOption | undefined): string {
  if (option === undefined) return ''
  if (option.isFile) return ' -r -F'
  return option.values.length === 0 ? ' -x' : ` -x -a ${fishQuoted(option.values.join(' '))}`
}

/** The commands that lead here were written, and none of those below. */
function conditionOf({ path, commands }: CommandPath): string {
  const written = path === '' ? [] : path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`)
  const below = commands.map(({ word }) => word).join(' ')
  return [...written, ...(below === '' ? [] : [`not __fish_seen_subcommand_from ${below}`])].join('; and ')
}

/** Between single quotes fish knows two escapes: of the quote, and of the backslash. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
