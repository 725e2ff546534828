import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Io } from '../io.js'
import { refusePassword } from '../options/database.js'
import type { GlobalOptions } from '../options/global-options.js'
import type { Terminal } from '../output/terminal.js'

const DEFAULT_DATABASE = 'hawk-auth.sqlite'

/** The program as its commands see it. */
export interface Cli {
  io: Io
  terminal: Terminal
}

/** One use of a command: what all of them go by. */
export interface Call extends Cli {
  /** Where the registry is; a password in it comes from the environment. */
  database: string
  /** Whom the audit log names: `cli:` and the account, then `/` and the name of `--actor`, if there is one. */
  actor: string
  /** Whether data is printed as JSON. */
  json: boolean
  /** Whether nothing is asked. */
  yes: boolean
}

/**
 * Reads the options that every command takes.
 *
 * @throws CliError `usage` for a password on the command line
 */
export function callOf(cli: Cli, command: Command): Call {
  const options = command.optsWithGlobals<GlobalOptions>()
  if (options.database !== undefined) refusePassword('--database', options.database)
  return {
    ...cli,
    database: options.database ?? (cli.io.env['HAWK_AUTH_DATABASE'] || DEFAULT_DATABASE),
    actor: actorOf(options.actor),
    json: options.json === true,
    yes: options.yes === true,
  }
}

/** Whoever runs the program can say any name, and so theirs stands before it. */
function actorOf(name: string | undefined): string {
  const account = `cli:${userName()}`
  return name === undefined ? account : `${account}/${name}`
}

/** The account of the operating system; one without a name goes by its number. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}
