import { redactUrl, RegistryError } from '@hawk-auth/credentials'
import { CommanderError } from 'commander'
import { CliError } from './cli-error.js'
import { EXIT_CODES, kindOfRegistryError } from './exit-codes.js'
import type { ExitKind } from './exit-codes.js'
import type { Io } from './io.js'
import { inOptionNames } from './options/option-names.js'
import type { Terminal } from './output/terminal.js'

interface Told {
  kind: ExitKind
  message: string
}

/**
 * Says in one line on stderr what went wrong and what to do; the stack only where `HAWK_AUTH_DEBUG` asks for it.
 *
 * @returns the exit code
 */
export async function reportError(
  error: unknown,
  { env }: Pick<Io, 'env'>,
  terminal: Terminal,
): Promise<number> {
  const { kind, message } = tellOf(error)
  await terminal.note(message, { label: 'hawk-auth: ', style: 'error' })
  // The stack of a wrong command line repeats what was written, which may be a secret, and is one of commander alone.
  if ((env['HAWK_AUTH_DEBUG'] ?? '') !== '' && error instanceof Error && !(error instanceof CommanderError)) {
    await terminal.notes(stackOf(error))
  }
  return EXIT_CODES[kind].code
}

function tellOf(error: unknown): Told {
  if (error instanceof CliError) return error
  if (error instanceof RegistryError)
    return { kind: kindOfRegistryError(error.code), message: adviceOn(error) }
  if (error instanceof CommanderError) return { kind: 'usage', message: usageOf(error) }
  const what = error instanceof Error ? error.message : String(error)
  return { kind: 'unexpected', message: `Unexpected: ${what} (HAWK_AUTH_DEBUG=1 shows where)` }
}

function adviceOn({ code, message }: RegistryError): string {
  const advice = ADVICE[code]
  const told = inOptionNames(code, message)
  return advice === undefined ? told : `${told}: ${advice}`
}

/** What the registry's own message can't know: how the command line does it. */
const ADVICE: Partial<Record<RegistryError['code'], string>> = {
  ERR_REGISTRY_ID_TAKEN: 'take another id; "hawk-auth credentials show" tells whose it is',
  ERR_REGISTRY_WEAK_SECRET: '--weak takes it nevertheless',
  ERR_REGISTRY_TOO_MANY_PENDING: 'approve or refuse some of them first',
  ERR_REGISTRY_DATABASE_UNAVAILABLE: 'check that it runs, and what --database or HAWK_AUTH_DATABASE says',
}

/** Commander says what is wrong in one or two lines, and repeats what was written; it may hold a password. */
function usageOf({ message }: CommanderError): string {
  const line = message
    .replace(/^error: unknown option '-[\w-]{1,31}'$/, `$& (an id that begins with "-" goes behind "--")`)
    .replace(/^error: /, '')
    .replace(/(unknown option '[^'=]*=)[^]*?'(?=$|\n)/, "$1…'")
    .replace(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, (url) => redactUrl(url))
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[. ]+$/, '')
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}: --help shows how`
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${error.cause.stack ?? error.cause.message}` : ''
  return `${error.stack ?? error.message}${cause}`
}
