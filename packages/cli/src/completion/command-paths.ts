import type { Argument, Command, Option } from 'commander'

/** Something that can stand at a place, and what it is for. */
export interface Word {
  word: string
  summary: string
}

/** An option that takes a value, under each of its names. */
export interface ValuedOption {
  names: string[]
  /** What it can be: one of these, or, where there are none, a file where `isFile`, else anything. */
  values: readonly string[]
  isFile: boolean
}

/** A command as completion sees it. */
export interface CommandPath {
  /** The words that lead to it, without the program: `credentials list`; the program itself is empty. */
  path: string
  commands: Word[]
  options: Word[]
  valued: ValuedOption[]
  /** What its first argument can be. */
  values: readonly string[]
  takesFile: boolean
}

/** Every command of a program, and the program itself, with the options of those above them. */
export function commandPaths(program: Command): CommandPath[] {
  return pathsBelow(program, [], [])
}

function pathsBelow(command: Command, words: readonly string[], above: readonly Option[]): CommandPath[] {
  const options = [...command.options, ...above]
  const [argument] = command.registeredArguments
  const here: CommandPath = {
    path: words.join(' '),
    commands: command.commands.map((each) => ({ word: each.name(), summary: each.summary() })),
    options: [
      ...options.map((option) => ({ word: option.long ?? option.flags, summary: option.description })),
      { word: '--help', summary: 'show help' },
    ],
    valued: options.filter((option) => option.required).map(valuedOption),
    values: argument?.argChoices ?? [],
    takesFile: argument !== undefined && isFileName(argument),
  }
  return [here, ...command.commands.flatMap((each) => pathsBelow(each, [...words, each.name()], options))]
}

function valuedOption({ short, long, argChoices, flags }: Option): ValuedOption {
  return {
    names: [short, long].filter((name) => name !== undefined),
    values: argChoices ?? [],
    isFile: /<path\b/.test(flags),
  }
}

function isFileName(argument: Argument): boolean {
  return argument.name() === 'file'
}
