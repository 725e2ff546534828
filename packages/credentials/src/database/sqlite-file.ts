import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { RegistryError } from '../registry-error.js'
import { errorCode } from './error-fields.js'

/** Group and others get nothing: SQLite gives -wal and -shm the mode of the file. */
const OWNER_ONLY = 0o600
const OF_OTHERS = 0o077

/** How every database of SQLite begins (https://sqlite.org/fileformat.html). */
const HEADER = 'SQLite format 3\0'

/**
 * Creates the file of an embedded database where there is none. SQLite needs to write even where it only reads, to the file
 * and beside it.
 *
 * @returns whether it is a database, or empty still; a file of another kind is a mistake in the path, which SQLite refuses
 * @throws RegistryError `ERR_REGISTRY_DATABASE_UNAVAILABLE`, `ERR_REGISTRY_DATABASE_READ_ONLY`
 */
export function makeFile(file: string): boolean {
  const directory = dirname(file)
  if (!existsSync(directory)) throw noDirectory(directory)
  try {
    accessSync(directory, constants.W_OK)
    return createOrLook(file)
  } catch (error) {
    throw cannotWrite(file, errorCode(error))
  }
}

/** Takes the file of an embedded database from everybody but its owner. */
export function closeToOthers(file: string): void {
  for (const part of [file, `${file}-wal`, `${file}-shm`]) restrict(part)
}

/** Whether the file is a database, or empty still, as a new one is. */
function createOrLook(file: string): boolean {
  // Follows a link to a file that is still to be made, too.
  const descriptor = openSync(file, 'a+', OWNER_ONLY)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile() || stat.size === 0) return stat.isFile()
    const beginning = Buffer.alloc(HEADER.length)
    readSync(descriptor, beginning, 0, beginning.length, 0)
    return beginning.toString('latin1') === HEADER
  } finally {
    closeSync(descriptor)
  }
}

/** Only the owner can; where modes mean nothing (Windows) there is no owner. */
function restrict(file: string): void {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat?.isFile() !== true || stat.uid !== process.geteuid?.()) return
  if ((stat.mode & OF_OTHERS) !== 0) chmodSync(file, OWNER_ONLY)
}

function noDirectory(directory: string): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_DATABASE_UNAVAILABLE',
    `The directory ${directory} of the database does not exist; create it, or give another path`,
  )
}

function cannotWrite(file: string, code: string): RegistryError {
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    return new RegistryError(
      'ERR_REGISTRY_DATABASE_READ_ONLY',
      `The database ${file} needs to be written to, and this user may not write to it, or not to its directory (${code})`,
    )
  }
  return new RegistryError(
    'ERR_REGISTRY_DATABASE_UNAVAILABLE',
    `The database ${file} can't be opened (${code})`,
  )
}
