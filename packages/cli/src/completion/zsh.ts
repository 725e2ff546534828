import type { CommandPath, ValuedOption, Word } from './command-paths.js'
import { shellQuoted } from './shell-quoted.js'

/** A script for zsh: the same walk as in bash, with what each word is for. */
export function zshCompletion(program: string, paths: readonly CommandPath[]): string {
  const name = `_${program.replaceAll('-', '_')}_complete`
  return `#compdef ${program}
# Completion of ${program} for zsh: source <(${program} completion zsh), behind compinit
${name}() {
  local current="\${words[CURRENT]}" previous="\${words[CURRENT-1]}" path_of='' word
  local -a offered
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$path_of $word" in
${paths.flatMap(({ path, commands }) => commands.map(({ word }) => stepCase(path, word))).join('\n')}
    esac
  done
  case "$path_of" in
${paths.map(pathCase).join('\n')}
  esac
}
compdef ${name} ${program}
`
}

function stepCase(path: string, word: string): string {
  const next = path === '' ? word : `${path} ${word}`
  return `      ${shellQuoted(`${path} ${word}`)}) path_of=${shellQuoted(next)} ;;`
}

function pathCase({ path, commands, options, valued, values, takesFile }: CommandPath): string {
  const words = [...commands, ...values.map((word) => ({ word, summary: '' }))]
  return `    ${shellQuoted(path)})
      case "$previous" in
${valued.map(valueCase).join('\n')}
      esac
      case "$current" in
        -*) ${offer(options)} ;;
        *) ${takesFile ? '_files' : offer(words)} ;;
      esac
      ;;`
}

function valueCase({ names, values, isFile }: ValuedOption): string {
  const words = values.map((word) => ({ word, summary: '' }))
  return `        ${names.join('|')}) ${isFile ? '_files' : offer(words)}; return ;;`
}

function offer(words: readonly Word[]): string {
  if (words.length === 0) return ':'
  return `offered=(${words.map(described).join(' ')}); _describe 'hawk-auth' offered`
}

/** `_describe` splits at the first colon that has no backslash. */
function described({ word, summary }: Word): string {
  const escaped = word.replaceAll(':', '\\:')
  return `'${(summary === '' ? escaped : `${escaped}:${summary}`).replaceAll("'", "'\\''")}'`
}
