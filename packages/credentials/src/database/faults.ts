import { RegistryError } from '../registry-error.js'

/** What went wrong in a database: text for people, without rows and passwords, and the driver's own code. */
export interface DatabaseFault {
  reason: string
  /** Such as `23505`, `ER_DUP_ENTRY`, `SQLITE_CONSTRAINT_UNIQUE`, `ECONNREFUSED`. */
  driverCode: string
}

/** The cause of a RegistryError: a driver's error without its fields, which hold rows and whole statements. */
export class DriverError extends Error {
  override readonly name = 'DriverError'
  readonly code: string

  constructor({ reason, driverCode }: DatabaseFault) {
    super(reason)
    this.code = driverCode
  }
}

/** The database can't be reached, broke off, or has no time. */
export function unavailable(name: string, fault: DatabaseFault): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_DATABASE_UNAVAILABLE',
    `The database ${name} is not available: ${described(fault)}`,
    { cause: new DriverError(fault) },
  )
}

/** The database, or the account, may only read. */
export function readOnly(name: string, fault: DatabaseFault): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_DATABASE_READ_ONLY',
    `The database ${name} does not allow this: ${described(fault)}`,
    { cause: new DriverError(fault) },
  )
}

/** The database refused for another reason. */
export function failed(name: string, fault: DatabaseFault): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_DATABASE_FAILED',
    `The database ${name} failed: ${described(fault)}`,
    { cause: new DriverError(fault) },
  )
}

/** The tables are missing, of an older version, or half-way there. */
export function notMigrated(name: string, why: string): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_NOT_MIGRATED',
    `The database ${name} is not ready: ${why}. Run "hawk-auth credentials migrate" against it`,
  )
}

function described({ reason, driverCode }: DatabaseFault): string {
  if (driverCode === '' || reason.includes(driverCode)) return reason
  return reason === '' ? driverCode : `${reason} (${driverCode})`
}
