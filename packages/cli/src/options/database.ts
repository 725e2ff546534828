import { redactUrl } from '@hawk-auth/credentials'
import { CliError } from '../cli-error.js'

const PASSWORD_ALONE = 'the password in PGPASSWORD, ~/.pgpass or MYSQL_PWD'

/** What `HAWK_AUTH_DATABASE` names is where a copy comes from, never where it goes. */
const WHERE_ELSE = {
  '--database': `the URL in HAWK_AUTH_DATABASE, or ${PASSWORD_ALONE}`,
  '--to': `the URL without it, and ${PASSWORD_ALONE}`,
} as const

/**
 * Refuses a location with a password: everybody on the machine can read a command line. One that can't be read is refused
 * too, as it may hold one. Neither message shows it.
 *
 * @throws CliError `usage`
 */
export function refusePassword(option: '--database' | '--to', location: string): void {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return
  const shown = redactUrl(location)
  if (shown.includes('***')) {
    throw new CliError(
      'usage',
      `${option} must not hold a password: others can read the command line. Give ${WHERE_ELSE[option]}; and change this ` +
        'one, as it was shown',
    )
  }
  if (shown.endsWith('://…')) {
    throw new CliError(
      'usage',
      `${option} is no URL that can be read: check it for characters such as @ / ? #`,
    )
  }
}
