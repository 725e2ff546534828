import { systemClock } from '@hawk-auth/core'
import type { Clock } from '@hawk-auth/core'
import { badInput, checkCallback, checkFields, checkFlag, checkWhole, kindOf } from './checks/bad-input.js'

const WHERE = 'openRegistry'
const DEFAULT_FILE = 'hawk-auth.sqlite'

/** Which registry is opened, and how. */
export interface RegistryOptions {
  /**
   * A path, or `sqlite:` with one, for an embedded database; `:memory:`; or the URL of a server: `postgres://…`,
   * `postgresql://…`, `mysql://…`, `mariadb://…`. Default the variable `HAWK_AUTH_DATABASE`, else `hawk-auth.sqlite` in the
   * working directory.
   */
  database?: string | undefined
  /**
   * `keyid:base64 of 32 bytes`; several are separated by commas, and the first seals. Default the variable
   * `HAWK_AUTH_MASTER_KEY`, else the file that `HAWK_AUTH_MASTER_KEY_FILE` names, else, for an embedded database alone, the
   * file beside it (`hawk-auth.sqlite.key`), which is made together with a new database.
   */
  masterKey?: string | undefined
  /** Makes or completes the tables on a server; default false. An embedded database has them made, unless it has tables of somebody else alone. */
  migrate?: boolean | undefined
  /** Milliseconds since the epoch; default the system clock. Cached stores go by it too, where it is given. */
  clock?: Clock | undefined
  /** The most connections to a server at once, 1 to 1 000; default 10. */
  poolSize?: number | undefined
}

/** The options with their defaults filled in. */
export interface RegistrySettings {
  location: string
  masterKey: string | undefined
  migrate: boolean
  clock: Clock
  cacheClock: Clock | undefined
  poolSize: number | undefined
}

/**
 * Checks options once and fills the defaults in.
 *
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT` that names the option
 */
export function checkRegistryOptions(options: RegistryOptions, env: NodeJS.ProcessEnv): RegistrySettings {
  checkFields(WHERE, 'options', options, ['database', 'masterKey', 'migrate', 'clock', 'poolSize'])
  const { database, masterKey, migrate, clock, poolSize } = options
  return {
    location: checkLocation(WHERE, database, env),
    masterKey: checkTextOption(WHERE, 'masterKey', masterKey),
    migrate: checkFlag(WHERE, 'migrate', migrate),
    clock: checkCallback(WHERE, 'clock', clock) ?? systemClock,
    cacheClock: clock,
    poolSize:
      poolSize === undefined ? undefined : checkWhole(WHERE, 'poolSize', poolSize, { min: 1, max: 1_000 }),
  }
}

/**
 * The location of a database: as given, else the variable `HAWK_AUTH_DATABASE`, else a file in the working directory.
 *
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 */
export function checkLocation(where: string, database: unknown, env: NodeJS.ProcessEnv): string {
  return checkTextOption(where, 'database', database) ?? (env['HAWK_AUTH_DATABASE'] || DEFAULT_FILE)
}

function checkTextOption(where: string, name: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw badInput(where, `"${name}" must be text that is not empty, got ${kindOf(value)}`)
}
