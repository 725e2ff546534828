import { InvalidArgumentError, Option } from 'commander'

/** What every command takes. */
export interface GlobalOptions {
  database?: string
  actor?: string
  json?: boolean
  yes?: boolean
  /** False under `--no-color`. */
  color: boolean
}

export function globalOptions(): Option[] {
  return [
    new Option(
      '--database <path or URL>',
      'the registry: a SQLite file, postgres://…, mysql://… or mariadb://…, without a password (default: HAWK_AUTH_DATABASE, else hawk-auth.sqlite)',
    ),
    new Option(
      '--actor <name>',
      'for whom you do it: the audit log names them behind your account, cli:root/ada',
    ).argParser(parseName),
    new Option('--json', 'print data as JSON'),
    new Option('-y, --yes', 'ask nothing'),
    new Option('--no-color', 'no colours; NO_COLOR=1 does the same'),
  ]
}

function parseName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Give a name.')
  return text
}
