import type { CommandPath, ValuedOption } from './command-paths.js'
import { shellQuoted } from './shell-quoted.js'

/** A script for bash, 3.2 too: it finds the command among the words, and offers what can stand there. */
export function bashCompletion(program: string, paths: readonly CommandPath[]): string {
  const name = `_${program.replaceAll('-', '_')}_complete`
  return `# Completion of ${program} for bash: source <(${program} completion bash)
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path='' index=1 word
  while [ "$index" -lt "$COMP_CWORD" ]; do
    word="\${COMP_WORDS[index]}"
    case "$path $word" in
${paths.flatMap(({ path, commands }) => commands.map(({ word }) => stepCase(path, word))).join('\n')}
    esac
    index=$((index + 1))
  done
  COMPREPLY=()
  case "$path" in
${paths.map(pathCase).join('\n')}
  esac
}
complete -F ${name} ${program}
`
}

/** One word further down the tree. A value that is spelled like a command leads nowhere else: no path has it. */
function stepCase(path: string, word: string): string {
  const next = path === '' ? word : `${path} ${word}`
  return `      ${shellQuoted(`${path} ${word}`)}) path=${shellQuoted(next)} ;;`
}

function pathCase({ path, commands, options, valued, values, takesFile }: CommandPath): string {
  const words = [...commands.map(({ word }) => word), ...values]
  const others = takesFile ? offerFiles() : offer(words)
  return `    ${shellQuoted(path)})
      case "$previous" in
${valued.map(valueCase).join('\n')}
      esac
      case "$current" in
        -*) ${offer(options.map(({ word }) => word))} ;;
        *) ${others} ;;
      esac
      ;;`
}

function valueCase({ names, values, isFile }: ValuedOption): string {
  return `        ${names.join('|')}) ${isFile ? offerFiles() : offer(values)}; return ;;`
}

function offer(words: readonly string[]): string {
  if (words.length === 0) return ':'
  return `COMPREPLY=($(compgen -W ${shellQuoted(words.join(' '))} -- "$current"))`
}

function offerFiles(): string {
  return 'local IFS=$\'\\n\'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current"))'
}
