/** What went wrong, for programs. The message says what to do about it. */
export type RegistryErrorCode =
  /** Something handed in is not what it must be; the message names it. Nothing was changed. */
  | 'ERR_REGISTRY_BAD_INPUT'
  /** No credential has this id (a deleted one counts as none, except for `free`). */
  | 'ERR_REGISTRY_UNKNOWN_ID'
  /** The id is given already, or was once: a deleted one stays taken until an administrator frees it. */
  | 'ERR_REGISTRY_ID_TAKEN'
  /** The credential is not the one that was shown: its version is another. */
  | 'ERR_REGISTRY_CONFLICT'
  /** Its status does not allow this: a suspended one can't be approved, say. */
  | 'ERR_REGISTRY_WRONG_STATUS'
  /** Another slot or another id holds this secret. */
  | 'ERR_REGISTRY_SECRET_TAKEN'
  /** An imported secret of less than 16 bytes. */
  | 'ERR_REGISTRY_WEAK_SECRET'
  /** The owner has 20 pending requests. */
  | 'ERR_REGISTRY_TOO_MANY_PENDING'
  /** There is no master key, and none may be made. */
  | 'ERR_REGISTRY_MASTER_KEY_MISSING'
  /** The master key is unusable, or not the one that this database was sealed with. */
  | 'ERR_REGISTRY_MASTER_KEY_WRONG'
  /** A sealed secret that was altered, or moved to another credential or slot. */
  | 'ERR_REGISTRY_SECRET_UNREADABLE'
  /** The database can't be reached, broke off, or has no time; nothing was changed unless it says so. */
  | 'ERR_REGISTRY_DATABASE_UNAVAILABLE'
  /** The database, or the account, may only read. */
  | 'ERR_REGISTRY_DATABASE_READ_ONLY'
  /** The tables are missing, of an older version, or half-way there: `migrate` completes them. */
  | 'ERR_REGISTRY_NOT_MIGRATED'
  /** The tables are of a newer version than this package. */
  | 'ERR_REGISTRY_NEWER_SCHEMA'
  /** A copy needs an empty target. */
  | 'ERR_REGISTRY_NOT_EMPTY'
  /** What was copied is not what was read. */
  | 'ERR_REGISTRY_COPY_DIFFERS'
  /** The database refused for a reason that is none of the above; `cause` has it. */
  | 'ERR_REGISTRY_DATABASE_FAILED'
  /** The registry, or the nonce store, was closed. */
  | 'ERR_REGISTRY_CLOSED'

/** An error of the registry. Neither its message nor its cause holds a secret, a master key, or a URL's password. */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode

  constructor(code: RegistryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RegistryError'
    this.code = code
  }
}
