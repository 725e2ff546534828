import { RegistryError } from '../registry-error.js'
import { failed, notMigrated, readOnly, unavailable } from './faults.js'
import type { DatabaseFault } from './faults.js'
import { numberOf, textOf } from './error-fields.js'

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

/** Makes a RegistryError of an error of SQLite, whose texts hold no rows: values are bound apart. */
export function sqliteFault(name: string, error: unknown): unknown {
  const code = numberOf(error, 'errcode')
  if (error instanceof RegistryError || Number.isNaN(code)) return error
  const message = textOf(error, 'message')
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

function nameOf(error: unknown): string {
  const name = textOf(error, 'sqliteCodeName')
  return name === '' ? `SQLite ${numberOf(error, 'errcode')}` : name
}
