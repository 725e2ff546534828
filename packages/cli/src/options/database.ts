import { redactUrl } from '@hawk-auth/credentials'
import { CliError } from '../cli-error.js'

/**
 * Refuses a location with a password: everybody on the machine can read a command line. One that can't be read is refused
 * too, as it may hold one. Neither message shows it.
 *
 * @throws CliError `usage`
 */
export function refusePassword(option: string, location: string): void {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return
  const shown = redactUrl(location)
  if (shown.includes('***')) {
    throw new CliError(
      'usage',
      `${option} must not hold a password: others can read the command line. Give the URL in HAWK_AUTH_DATABASE, or the ` +
        'password in PGPASSWORD, ~/.pgpass or MYSQL_PWD; and change this one, as it was shown',
    )
  }
  if (shown.endsWith('://…')) {
    throw new CliError(
      'usage',
      `${option} is no URL that can be read: check it for characters such as @ / ? #`,
    )
  }
}
