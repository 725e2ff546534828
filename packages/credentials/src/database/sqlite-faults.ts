import { RegistryError } from '../registry-error.js'
import { failed, notMigrated, readOnly, unavailable } from './faults.js'
import type { DatabaseFault } from './faults.js'
import { errorCode, numberOf, textOf } from './error-fields.js'

/** Result codes of SQLite (https://sqlite.org/rescode.html). */
const UNAVAILABLE: Readonly<Record<number, string>> = {
  5: 'another process writes to it, and did not end in time',
  6: 'another process writes to it, and did not end in time',
  7: 'there is no memory left',
  10: 'the disk failed to read or write',
  13: 'the disk is full',
  14: 'the file cannot be opened; it must be a file in a directory that this user may write to',
  15: 'another process locks it',
}
const READ_ONLY: Readonly<Record<number, string>> = {
  3: 'this user may not open the file',
  8: 'the file, or its directory, may only be read by this user',
}
const FAILED: Readonly<Record<number, string>> = {
  11: 'the file is damaged; restore it from a backup',
  26: 'the file is no SQLite database',
}

/** The driver gives no code where a statement that gives rows fails; SQLite's text for each is always the same. */
const CODE_BY_TEXT: Readonly<Record<string, number>> = {
  'access permission denied': 3,
  'database is locked': 5,
  'database table is locked': 6,
  'out of memory': 7,
  'attempt to write a readonly database': 8,
  'disk I/O error': 10,
  'database disk image is malformed': 11,
  'database or disk is full': 13,
  'unable to open database file': 14,
  'locking protocol': 15,
  'file is not a database': 26,
}
const SQLITE_ERROR = 1

/** Makes a RegistryError of an error of SQLite, whose texts hold no rows: values are bound apart. */
export function sqliteFault(name: string, error: unknown): unknown {
  const message = textOf(error, 'message')
  const code = codeOf(error, message)
  if (error instanceof RegistryError || Number.isNaN(code)) return error
  if (message.startsWith('no such table: ')) return notMigrated(name, message)
  const known = (texts: Readonly<Record<number, string>>): DatabaseFault | null => {
    const reason = texts[code & 0xff]
    return reason === undefined ? null : { reason, driverCode: nameOf(error) }
  }
  const unavailability = known(UNAVAILABLE)
  if (unavailability !== null) return unavailable(name, unavailability)
  const refusal = known(READ_ONLY)
  if (refusal !== null) return readOnly(name, refusal)
  return failed(name, known(FAILED) ?? { reason: message, driverCode: nameOf(error) })
}

function codeOf(error: unknown, message: string): number {
  const code = numberOf(error, 'errcode')
  if (!Number.isNaN(code) || errorCode(error) !== 'ERR_SQLITE_ERROR') return code
  return CODE_BY_TEXT[message] ?? SQLITE_ERROR
}

function nameOf(error: unknown): string {
  const name = textOf(error, 'sqliteCodeName')
  return name === '' ? errorCode(error) : name
}
