import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { RegistryError } from '../registry-error.js'

const OWNER_ONLY = 0o600
const GROUP_AND_OTHERS = 0o077
const MAX_BYTES = 64 * 1024

/** Windows knows neither modes nor directories that are written through. */
const hasModes = process.platform !== 'win32'

/**
 * Reads a key file; a link is followed, and what it leads to is checked.
 *
 * @returns its text; null where there is none
 * @throws RegistryError `ERR_REGISTRY_MASTER_KEY_WRONG` where group or others may use it, where it is no plain file or longer
 * than 64 KiB, or can't be read
 */
export async function readKeyFile(path: string): Promise<string | null> {
  try {
    // A pipe would make `open` wait for somebody who writes.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      await requireSafe(file, path)
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof RegistryError) throw error
    if (codeOf(error) === 'ENOENT') return null
    throw wrongFile(`The key file ${path} can't be read (${codeOf(error)})`, error)
  }
}

/**
 * Makes a key file that only its owner may use. It is there whole or not at all, and on the disk before this resolves; two
 * processes never both make it.
 *
 * @returns false where something is there already, which stays as it is
 * @throws RegistryError `ERR_REGISTRY_MASTER_KEY_MISSING`
 */
export async function createKeyFile(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(8).toString('hex')}.new`
  try {
    const isNew = await writeNew(draft, text)
      .then(() => linkNew(draft, path))
      .finally(() => rm(draft, { force: true }))
    // That of another process too: what is sealed next must not outlive its key.
    await syncDirectory(dirname(path))
    return isNew
  } catch (error) {
    throw new RegistryError(
      'ERR_REGISTRY_MASTER_KEY_MISSING',
      `There is no master key, and the key file ${path} can't be made (${codeOf(error)}): let this account write there, ` +
        'or set HAWK_AUTH_MASTER_KEY',
      { cause: error },
    )
  }
}

async function requireSafe(file: FileHandle, path: string): Promise<void> {
  const stats = await file.stat()
  const { mode, size } = stats
  if (!stats.isFile()) throw wrongFile(`The key file ${path} is no plain file`)
  if (hasModes && (mode & GROUP_AND_OTHERS) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0')
    throw wrongFile(
      `Others than its owner may use the key file ${path} (mode ${shown}); run: chmod 600 ${quoted(path)}`,
    )
  }
  if (size > MAX_BYTES) throw wrongFile(`The key file ${path} is longer than ${MAX_BYTES} bytes`)
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Gives a file a second name, which is taken by nobody: unlike a new file it is never seen empty. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function syncDirectory(path: string): Promise<void> {
  if (!hasModes) return
  const directory = await open(path, constants.O_RDONLY)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./:@%+,=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}

function wrongFile(message: string, cause?: unknown): RegistryError {
  return new RegistryError('ERR_REGISTRY_MASTER_KEY_WRONG', message, cause === undefined ? {} : { cause })
}
