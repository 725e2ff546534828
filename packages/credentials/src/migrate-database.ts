import { badInput, checkFields } from './checks/bad-input.js'
import { prepareDatabase } from './database/migrations.js'
import { openDatabase } from './database/open-database.js'

const WHERE = 'migrateDatabase'

/**
 * Makes the registry's tables, or brings them up to this version; done already, it changes nothing. It needs no master key,
 * so that the account which may make tables need not be able to read secrets.
 *
 * @param options - `database`: a path, or the URL of a server, as `openRegistry` takes it
 * @returns the database, as messages may name it
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`, `ERR_REGISTRY_NEWER_SCHEMA`, and those of the database
 */
export async function migrateDatabase(options: { database: string }): Promise<string> {
  checkFields(WHERE, 'options', options, ['database'])
  if (typeof options.database !== 'string') throw badInput(WHERE, '"database" must be a path or a URL')
  const database = await openDatabase(options.database, { migrate: true })
  try {
    await prepareDatabase(database, { migrate: true })
    return database.name
  } finally {
    await database.close()
  }
}
