import { RegistryError } from '../registry-error.js'
import { createKeyFile, readKeyFile } from './key-file.js'
import { newMasterKey, parseMasterKeys } from './master-keys.js'
import type { MasterKeys } from './master-keys.js'

const KEY_VARIABLE = 'HAWK_AUTH_MASTER_KEY'
const FILE_VARIABLE = 'HAWK_AUTH_MASTER_KEY_FILE'

/** Prints a new master key in any shell. */
const MAKE_A_KEY = `node -p "'k1:' + require('node:crypto').randomBytes(32).toString('base64')"`

/** Where the master key may come from. */
export interface MasterKeySource {
  /** The option; it goes before everything else. */
  masterKey?: string
  env: NodeJS.ProcessEnv
  /** The file beside an embedded database; null where there is none. */
  keyFile: string | null
  /** Whether a new key loses nothing; asked only where there is no key at all. */
  mayCreate: () => Promise<boolean>
}

/**
 * Reads the master keys: the option, else `HAWK_AUTH_MASTER_KEY`, else the file that `HAWK_AUTH_MASTER_KEY_FILE` names, else
 * the key file, which is made where that loses nothing. Processes that make it at once get the same key.
 *
 * @throws RegistryError `ERR_REGISTRY_MASTER_KEY_MISSING`, which says what to do; `ERR_REGISTRY_MASTER_KEY_WRONG` for a key
 * that is unusable, a file that group or others may use, both variables at once, and a variable that is empty
 */
export async function readMasterKeys(source: MasterKeySource): Promise<MasterKeys> {
  const { masterKey, env, keyFile, mayCreate } = source
  if (masterKey !== undefined) return parseFrom('the option "masterKey"', masterKey)
  const variable = settingOf(env, KEY_VARIABLE)
  const namedFile = settingOf(env, FILE_VARIABLE)
  if (variable !== undefined && namedFile !== undefined) {
    throw new RegistryError(
      'ERR_REGISTRY_MASTER_KEY_WRONG',
      `Both ${KEY_VARIABLE} and ${FILE_VARIABLE} are set; unset one of them`,
    )
  }
  if (variable !== undefined) return parseFrom(KEY_VARIABLE, variable)
  if (namedFile !== undefined) return readNamedFile(namedFile)
  if (keyFile === null) throw missing('is needed for this database', SET_IT)
  return readOrMake(keyFile, mayCreate)
}

const SET_IT =
  `Set ${KEY_VARIABLE} to "keyid:base64 of 32 bytes", or ${FILE_VARIABLE} to a file (mode 0600) that holds it. ` +
  `A new one is printed by: ${MAKE_A_KEY}`

/** An empty variable is a secret that did not arrive; it must not pass for none, where a new key would be made. */
function settingOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]
  if (value === undefined || value.trim() !== '') return value
  throw new RegistryError(
    'ERR_REGISTRY_MASTER_KEY_WRONG',
    `${name} is set, but empty; give it its value, or unset it`,
  )
}

async function readNamedFile(path: string): Promise<MasterKeys> {
  const text = await readKeyFile(path)
  if (text !== null) return parseFrom(`the file ${path} of ${FILE_VARIABLE}`, text)
  throw missing(`is not to be had: ${FILE_VARIABLE} names ${path}, which is not there`, SET_IT)
}

async function readOrMake(path: string, mayCreate: () => Promise<boolean>): Promise<MasterKeys> {
  const known = await readBeside(path)
  if (known !== null) return known
  if (await mayCreate()) {
    await createKeyFile(path, `${newMasterKey()}\n`)
    return (await readBeside(path)) ?? rejectDeadLink(path)
  }
  // Another process may have made it, and used it, after the first look.
  return (await readBeside(path)) ?? rejectLost(path)
}

async function readBeside(path: string): Promise<MasterKeys | null> {
  const text = await readKeyFile(path)
  return text === null ? null : parseFrom(`the key file ${path}`, text)
}

function rejectDeadLink(path: string): never {
  throw missing(
    `is not to be had: the key file ${path} is a link that leads nowhere`,
    'Remove it, or restore what it names',
  )
}

function rejectLost(path: string): never {
  throw missing(
    `is not to be had: neither ${KEY_VARIABLE} nor ${FILE_VARIABLE} is set, and there is no key file ${path}`,
    'The database holds secrets that were sealed with a master key, and a new one would not open them: restore the file ' +
      'from its backup, or give that key in one of the variables',
  )
}

function parseFrom(where: string, text: string): MasterKeys {
  try {
    return parseMasterKeys(text)
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    throw new RegistryError(error.code, `The master key in ${where} can't be used: ${error.message}`, {
      cause: error,
    })
  }
}

function missing(what: string, remedy: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_MASTER_KEY_MISSING', `The master key ${what}. ${remedy}`)
}
