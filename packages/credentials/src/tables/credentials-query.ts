import { sql } from 'kysely'
import type { Expression, Kysely, RawBuilder, SqlBool } from 'kysely'
import type { CheckedListQuery } from '../checks/queries.js'
import type { DatabaseKind } from '../database/registry-database.js'
import type { CredentialPage } from '../registry.js'
import type { RegistryTables } from '../schema.js'
import { credentialOf, unknownId } from './credentials-table.js'
import type { CredentialRowToShow } from './credentials-table.js'

const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
const SEARCHED = ['id', 'owner', 'owner_email', 'description'] as const

/** The row of an id, a deleted one too. */
export async function findCredential(
  database: Kysely<RegistryTables>,
  id: string,
): Promise<CredentialRowToShow | undefined> {
  return selectCredentials(database).where('credentials.id', '=', id).executeTakeFirst()
}

/** The row of an id whose life is not over. */
export async function requireCredential(
  database: Kysely<RegistryTables>,
  id: string,
): Promise<CredentialRowToShow> {
  const row = await findCredential(database, id)
  if (row === undefined || row.status === 'deleted') throw unknownId(id)
  return row
}

/** One page of credentials, by id. */
export async function listCredentials(
  database: Kysely<RegistryTables>,
  kind: DatabaseKind,
  { owner, statuses, search, after, limit }: CheckedListQuery,
  nowMs: number,
): Promise<CredentialPage> {
  if (statuses.length === 0) return { credentials: [], next: null }
  let query = selectCredentials(database).where('credentials.status', 'in', statuses)
  if (owner !== undefined) query = query.where('credentials.owner', '=', owner)
  if (after !== undefined) query = query.where('credentials.id', '>', after)
  if (search !== undefined && search !== '') {
    query = query.where((eb) =>
      eb.or(SEARCHED.map((column) => holds(kind, eb.ref(`credentials.${column}`), search))),
    )
  }
  const rows = await query
    .orderBy('credentials.id')
    .limit(limit + 1)
    .execute()
  const credentials = rows.slice(0, limit).map((row) => credentialOf(row, nowMs))
  return { credentials, next: rows.length > limit ? (credentials.at(-1)?.id ?? null) : null }
}

/** Whether a column holds the text, ASCII letters in either case. No pattern, and so nothing to escape. */
function holds(kind: DatabaseKind, column: Expression<string | null>, search: string): RawBuilder<SqlBool> {
  const text = search.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  switch (kind) {
    case 'sqlite':
      return sql<SqlBool>`instr(lower(${column}), ${text}) > 0`
    case 'postgres':
      return sql<SqlBool>`strpos(lower(${column} collate "C"), ${text}) > 0`
    case 'mysql':
      return sql<SqlBool>`instr(${withLowerLetters(column)}, ${text}) > 0`
  }
}

/** MySQL's lower() leaves VARBINARY as it is, and folds more than ASCII in anything else. */
function withLowerLetters(column: Expression<string | null>): Expression<string | null> {
  return LETTERS.reduce<Expression<string | null>>(
    (text, letter) =>
      sql<string | null>`replace(${text}, ${sql.lit(letter)}, ${sql.lit(letter.toLowerCase())})`,
    column,
  )
}

/** Credentials, each with the end of its previous secret. */
function selectCredentials(database: Kysely<RegistryTables>) {
  return database
    .selectFrom('hawk_auth_credentials as credentials')
    .leftJoin('hawk_auth_secrets as previous', (join) =>
      join.onRef('previous.credential_id', '=', 'credentials.id').on('previous.slot', '=', 'previous'),
    )
    .selectAll('credentials')
    .select('previous.not_after_ms as previous_until_ms')
}
