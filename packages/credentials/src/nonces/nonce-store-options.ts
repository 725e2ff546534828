import { checkFields, checkFlag, checkWhole } from '../checks/bad-input.js'
import { checkLocation } from '../registry-options.js'

const WHERE = 'createSqlNonceStore'

/** Where a replay cache is kept, and how. */
export interface SqlNonceStoreOptions {
  /**
   * As `openRegistry` takes it: a path, `sqlite:` with one, `:memory:`, or the URL of a server. Default the variable
   * `HAWK_AUTH_DATABASE`, else `hawk-auth.sqlite` in the working directory. It may be the registry's own database: the
   * connections are others.
   */
  database?: string | undefined
  /** Makes or completes the tables on a server; default false. An embedded database has them made, unless it has tables of somebody else alone. */
  migrate?: boolean | undefined
  /** How long a claim may take, in ms, 1 to 60 000; default 1 000. Then it rejects, and the request is answered with 503. */
  timeoutMs?: number | undefined
  /** How many claims may wait at once, 1 to 1 000 000; default 10 000. One more is rejected at once. */
  maxPending?: number | undefined
  /** How long after a claim what has expired is deleted, in ms, 10 to 3 600 000; default 10 000. */
  sweepEveryMs?: number | undefined
  /** The most connections to a server at once, 2 to 1 000; default 5. One of them sweeps. */
  poolSize?: number | undefined
}

/** The options with their defaults filled in. */
export type SqlNonceStoreSettings = Record<
  'timeoutMs' | 'maxPending' | 'sweepEveryMs' | 'poolSize',
  number
> & { location: string; migrate: boolean }

const NUMBERS = {
  timeoutMs: { usual: 1_000, min: 1, max: 60_000 },
  maxPending: { usual: 10_000, min: 1, max: 1_000_000 },
  sweepEveryMs: { usual: 10_000, min: 10, max: 3_600_000 },
  poolSize: { usual: 5, min: 2, max: 1_000 },
}

/**
 * Checks options once and fills the defaults in.
 *
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT` that names the option
 */
export function checkNonceStoreOptions(
  options: SqlNonceStoreOptions,
  env: NodeJS.ProcessEnv,
): SqlNonceStoreSettings {
  checkFields(WHERE, 'options', options, ['database', 'migrate', ...Object.keys(NUMBERS)])
  const number = (name: keyof typeof NUMBERS): number => {
    const { usual, ...bounds } = NUMBERS[name]
    return options[name] === undefined ? usual : checkWhole(WHERE, name, options[name], bounds)
  }
  return {
    location: checkLocation(WHERE, options.database, env),
    migrate: checkFlag(WHERE, 'migrate', options.migrate),
    timeoutMs: number('timeoutMs'),
    maxPending: number('maxPending'),
    sweepEveryMs: number('sweepEveryMs'),
    poolSize: number('poolSize'),
  }
}
