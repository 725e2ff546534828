import { CommanderError } from 'commander'
import { EXIT_CODES } from './exit-codes.js'
import type { Io } from './io.js'
import { OutputClosed, Terminal } from './output/terminal.js'
import { createProgram } from './program.js'
import { reportError } from './report-error.js'

/**
 * Runs the program once. It never rejects.
 *
 * @param argv - what stands behind the name of the program
 * @returns the exit code
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const terminal = new Terminal(io)
  const help: string[] = []
  const program = createProgram({ io, terminal }, { out: (text) => help.push(text) })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return EXIT_CODES.ok.code
  } catch (error) {
    return await endOf(error, { io, terminal, help: help.join('') })
  }
}

async function endOf(
  error: unknown,
  { io, terminal, help }: { io: Io; terminal: Terminal; help: string },
): Promise<number> {
  // Whoever reads has seen enough.
  if (error instanceof OutputClosed) return EXIT_CODES.ok.code
  try {
    if (!(error instanceof CommanderError) || help === '') return await reportError(error, io, terminal)
    return await showHelp(error, terminal, help)
  } catch (second) {
    return second instanceof OutputClosed ? EXIT_CODES.ok.code : EXIT_CODES.unexpected.code
  }
}

/** Help that was asked for is data; help in place of a missing command is an error. */
async function showHelp({ exitCode }: CommanderError, terminal: Terminal, help: string): Promise<number> {
  if (exitCode === 0) {
    await terminal.text(help)
    return EXIT_CODES.ok.code
  }
  await terminal.notes(help.trimEnd())
  return EXIT_CODES.usage.code
}
