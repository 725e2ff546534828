import { accessSync, chmodSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { RegistryError } from '../registry-error.js'
import { errorCode } from './error-fields.js'

/** Group and others get nothing: SQLite gives -wal and -shm the mode of the file. */
const OWNER_ONLY = 0o600
const OF_OTHERS = 0o077

/**
 * Creates the file of an embedded database where there is none, and takes it from everybody but its owner. SQLite needs to
 * write even where it only reads, to the file and beside it.
 *
 * @throws RegistryError `ERR_REGISTRY_DATABASE_UNAVAILABLE`, `ERR_REGISTRY_DATABASE_READ_ONLY`
 */
export function prepareFile(file: string): void {
  const directory = dirname(file)
  if (!existsSync(directory)) throw noDirectory(directory)
  try {
    accessSync(directory, constants.W_OK)
    // Follows a link to a file that is still to be made, too.
    closeSync(openSync(file, 'a', OWNER_ONLY))
  } catch (error) {
    throw cannotWrite(file, errorCode(error))
  }
  for (const part of [file, `${file}-wal`, `${file}-shm`]) restrict(part)
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
