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
 * Creates the file of an embedded database where there is none, and takes it from everybody but its owner. SQLite needs to
 * write even where it only reads, to the file and beside it.
 *
 * @throws RegistryError `ERR_REGISTRY_DATABASE_UNAVAILABLE`, `ERR_REGISTRY_DATABASE_READ_ONLY`
 */
export function prepareFile(file: string): void {
  const directory = dirname(file)
  if (!existsSync(directory)) throw noDirectory(directory)
  let isOurs: boolean
  try {
    accessSync(directory, constants.W_OK)
    isOurs = createOrLook(file)
  } catch (error) {
    throw cannotWrite(file, errorCode(error))
  }
  // A file of another kind is a mistake in the path: SQLite refuses it, and it stays as it is.
  if (!isOurs) return
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
