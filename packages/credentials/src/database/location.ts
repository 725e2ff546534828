import { resolve } from 'node:path'
import { RegistryError } from '../registry-error.js'

/** Where a database is. `file` is absolute, and null for a database in memory. */
export type DatabaseLocation =
  { kind: 'sqlite'; file: string | null } | { kind: 'postgres'; url: string } | { kind: 'mysql'; url: string }

const KNOWN =
  'a path, a "sqlite:" URL, or a URL that begins with postgres://, postgresql://, mysql:// or mariadb://'

/** `oracle:hawk`, `postgres:/hawk`: a slip would make a new database of that name. One letter is a drive of Windows. */
const LOOKS_LIKE_A_URL = /^[a-z][a-z0-9+.-]+:/i

/** `user:password@host`, whose password must not come up in messages as part of a path. */
const LOOKS_LIKE_A_SERVER = /^[^/\\]*:[^\\]*@/

/**
 * Tells what a location names.
 *
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 */
export function parseLocation(location: string): DatabaseLocation {
  if (/^postgres(ql)?:\/\//i.test(location)) return { kind: 'postgres', url: location }
  if (/^(mysql|mariadb):\/\//i.test(location)) return { kind: 'mysql', url: location }
  if (/^sqlite:/i.test(location)) return { kind: 'sqlite', file: fileOf(pathOfSqliteUrl(location)) }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(location)?.[1]
  if (scheme !== undefined) throw badLocation(`"${scheme}://" is none of these`)
  if (LOOKS_LIKE_A_URL.test(location)) {
    throw badLocation('it looks like a URL of another kind; write "./" before a path that has a colon')
  }
  return { kind: 'sqlite', file: fileOf(location) }
}

/**
 * The file of an embedded database, absolute, whether it is there or not; null for a server and for a database in memory.
 * Nothing is opened or made: it is for whoever wants to look first.
 *
 * @param location - a path or a URL, as `openRegistry` takes it
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 * @example
 * databaseFile('sqlite:/var/lib/hawk-auth.sqlite') // '/var/lib/hawk-auth.sqlite'
 */
export function databaseFile(location: string): string | null {
  const where = parseLocation(location)
  return where.kind === 'sqlite' ? where.file : null
}

/** The error for a location that can't be used. `why` never holds the location, which may have a password. */
export function badLocation(why: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_BAD_INPUT', `The database must be ${KNOWN}: ${why}`)
}

/** `sqlite:name`, `sqlite:/path` and `sqlite:///path` are all in use. */
function pathOfSqliteUrl(location: string): string {
  const path = location.slice('sqlite:'.length).replace(/^\/\//, '')
  if (/[?#]/.test(path)) throw badLocation('a "sqlite:" URL has no parameters; write ? and # as %3F and %23')
  try {
    return decodeURIComponent(path)
  } catch {
    throw badLocation('a "sqlite:" URL has a % that begins no code; write it as %25')
  }
}

function fileOf(path: string): string | null {
  if (path === ':memory:') return null
  if (path === '') throw badLocation('it is empty')
  if (LOOKS_LIKE_A_SERVER.test(path)) throw badLocation('a server needs its scheme before it')
  if (path.includes('\0')) throw badLocation('a path has no NUL characters')
  return resolve(path)
}
