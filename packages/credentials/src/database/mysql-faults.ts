import { RegistryError } from '../registry-error.js'
import { errorCode, numberOf, textOf } from './error-fields.js'
import { failed, notMigrated, readOnly, unavailable } from './faults.js'
import { networkReason } from './network-faults.js'

/** Errors of MariaDB and MySQL (https://mariadb.com/kb/en/mariadb-error-codes/) whose texts hold no rows. */
const UNAVAILABLE = new Set([
  1020, // changed by another since it was read
  1021, // the disk is full
  1037, // out of memory
  1040, // too many connections
  1041, // out of memory
  1044, // access denied to the database
  1045, // access denied
  1049, // no such database
  1053, // the server shuts down
  1129, // the host is blocked
  1130, // the host may not connect
  1152, // the connection was aborted
  1203, // too many connections of the user
  1205, // a lock that was not free in time
  1213, // a deadlock
  1226, // the user has used up what it may
  1317, // the statement was interrupted
  1698, // access denied, without a word on the password
  1820, // the password must be changed first
  1862, // the password has expired
  1927, // the connection was killed
  1969, // the statement took too long
  3024, // the statement took too long
  3118, // the account is locked, says MySQL
  4151, // the account is locked, says MariaDB
])
const READ_ONLY = new Set([
  1036, // the table may only be read
  1142, // denied to the table
  1143, // denied to the column
  1227, // a privilege is missing
  1290, // --read-only
  1370, // denied to the routine
  1419, // triggers are not allowed
  1792, // the transaction may only read
  1836, // the server may only read
])
const NO_SUCH_TABLE = 1146

/**
 * Makes a RegistryError of an error of mysql2. `sql` is left out, and of texts that quote rows or statements what stands
 * between quotes.
 */
export function mysqlFault(name: string, error: unknown): unknown {
  if (error instanceof RegistryError || !(error instanceof Error)) return error
  // Only the server gives one.
  if (textOf(error, 'sqlState') === '') return unavailable(name, networkReason(error))
  const number = numberOf(error, 'errno')
  const message = textOf(error, 'sqlMessage')
  const driverCode = errorCode(error)
  if (number === NO_SUCH_TABLE) return notMigrated(name, message)
  if (READ_ONLY.has(number)) return readOnly(name, { reason: message, driverCode })
  if (UNAVAILABLE.has(number)) return unavailable(name, { reason: message, driverCode })
  return failed(name, { reason: withoutQuotes(message), driverCode })
}

function withoutQuotes(message: string): string {
  return message.replace(/'[^]*'/, "'…'")
}
