import type { RegistryErrorCode } from '@hawk-auth/credentials'

/** How the program ends. Scripts go by the numbers: they never change. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'it is done' },
  unexpected: { code: 1, meaning: 'something that should not happen; HAWK_AUTH_DEBUG=1 shows where' },
  usage: { code: 2, meaning: 'the command line, or what was handed in, is not what it must be' },
  unknownId: { code: 3, meaning: 'no credential has this id' },
  idTaken: { code: 4, meaning: 'the id is given, or was once' },
  conflict: { code: 5, meaning: 'the credential was changed since it was shown' },
  wrongStatus: { code: 6, meaning: 'its status does not allow this' },
  notConfirmed: { code: 7, meaning: 'it was not confirmed; nothing was done' },
  otherThanAsked: { code: 8, meaning: '--if-missing found the id with another owner, or not approved' },
  secretRefused: { code: 9, meaning: 'the given secret is weak, or another credential has it' },
  tooManyPending: { code: 10, meaning: 'the owner has too many requests that wait' },
  masterKey: {
    code: 11,
    meaning: 'the master key is missing, wrong, or readable by others, or a secret can’t be opened',
  },
  unavailable: { code: 12, meaning: 'the database can’t be reached, or broke off' },
  readOnly: { code: 13, meaning: 'the database, or the account, may only read' },
  tables: { code: 14, meaning: 'the tables are missing, old, or newer than this program' },
  copyRefused: { code: 15, meaning: 'the target of the copy is not empty, or differs from the source' },
  databaseFailed: { code: 16, meaning: 'the database failed in another way' },
  file: { code: 17, meaning: 'a file that was named can’t be read, or others can read it too' },
} as const

/** A way to end, by name. */
export type ExitKind = keyof typeof EXIT_CODES

const KINDS: Readonly<Record<RegistryErrorCode, ExitKind>> = {
  ERR_REGISTRY_BAD_INPUT: 'usage',
  ERR_REGISTRY_UNKNOWN_ID: 'unknownId',
  ERR_REGISTRY_ID_TAKEN: 'idTaken',
  ERR_REGISTRY_CONFLICT: 'conflict',
  ERR_REGISTRY_WRONG_STATUS: 'wrongStatus',
  ERR_REGISTRY_SECRET_TAKEN: 'secretRefused',
  ERR_REGISTRY_WEAK_SECRET: 'secretRefused',
  ERR_REGISTRY_TOO_MANY_PENDING: 'tooManyPending',
  ERR_REGISTRY_MASTER_KEY_MISSING: 'masterKey',
  ERR_REGISTRY_MASTER_KEY_WRONG: 'masterKey',
  ERR_REGISTRY_SECRET_UNREADABLE: 'masterKey',
  ERR_REGISTRY_DATABASE_UNAVAILABLE: 'unavailable',
  ERR_REGISTRY_DATABASE_READ_ONLY: 'readOnly',
  ERR_REGISTRY_NOT_MIGRATED: 'tables',
  ERR_REGISTRY_NEWER_SCHEMA: 'tables',
  ERR_REGISTRY_NOT_EMPTY: 'copyRefused',
  ERR_REGISTRY_COPY_DIFFERS: 'copyRefused',
  ERR_REGISTRY_DATABASE_FAILED: 'databaseFailed',
  ERR_REGISTRY_CLOSED: 'unexpected',
}

/** How the program ends on an error of the registry. */
export function kindOfRegistryError(code: RegistryErrorCode): ExitKind {
  return KINDS[code]
}

/** The table for `--help`. */
export function exitCodesHelp(): string {
  const rows = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`,
  )
  return ['Exit codes:', ...rows].join('\n')
}
