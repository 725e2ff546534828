import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { PoolOptions, SslOptions } from 'mysql2'
import { errorCode } from './error-fields.js'
import { badLocation } from './location.js'

/** How a server is reached, as mysql2 takes it. */
export type MysqlAddress = Pick<
  PoolOptions,
  'host' | 'port' | 'socketPath' | 'user' | 'password' | 'database' | 'ssl'
>

const PARAMETERS = ['ssl-mode', 'ssl-ca', 'ssl-cert', 'ssl-key', 'socket']
const MODES = 'disabled, required, verify-ca, verify-identity or no-verify'

/**
 * Reads `mysql://user:password@host:port/database?parameters`. The parameters are those of MySQL: `ssl-mode`, `ssl-ca`,
 * `ssl-cert`, `ssl-key` (files) and `socket`. Encryption always proves the server, unless `ssl-mode` is `no-verify`.
 *
 * @param env - `MYSQL_PWD` is the password where the URL has none
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 */
export function parseMysqlUrl(location: string, env: NodeJS.ProcessEnv): MysqlAddress {
  if (!URL.canParse(location)) {
    throw badLocation('the URL is malformed; are special characters percent-encoded?')
  }
  const url = new URL(location)
  for (const name of url.searchParams.keys()) {
    if (!PARAMETERS.includes(name)) throw badLocation(`a URL of MySQL may have ${PARAMETERS.join(', ')}`)
  }
  const database = decoded(url.pathname.slice(1))
  if (database === '' || database.includes('/')) {
    throw badLocation('the URL must name a database, as in mysql://user@host/hawk_auth')
  }
  const password = url.password === '' ? env['MYSQL_PWD'] : decoded(url.password)
  const socketPath = url.searchParams.get('socket')
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost'
  const ssl = sslOf(url.searchParams)
  // mysql2 would look for "localhost" in the certificate.
  if (ssl?.verifyIdentity === true && isIP(host) !== 0) {
    throw badLocation(
      'an address cannot be proved by a certificate here; name the host, or use ssl-mode=verify-ca',
    )
  }
  return {
    host,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(socketPath === null ? {} : { socketPath }),
    ...(url.username === '' ? {} : { user: decoded(url.username) }),
    ...(password === undefined ? {} : { password }),
    database,
    ...(ssl === null ? {} : { ssl }),
  }
}

function sslOf(parameters: URLSearchParams): SslOptions | null {
  const files = filesOf(parameters)
  const mode = parameters.get('ssl-mode')?.toLowerCase().replaceAll('_', '-') ?? null
  switch (mode) {
    case null:
      return Object.keys(files).length === 0 ? null : { ...files, verifyIdentity: true }
    case 'disabled':
      return null
    case 'required':
    case 'verify-identity':
      return { ...files, verifyIdentity: true }
    case 'verify-ca':
      return files
    case 'no-verify':
      return { ...files, rejectUnauthorized: false }
    default:
      throw badLocation(`"ssl-mode" must be ${MODES}`)
  }
}

function filesOf(parameters: URLSearchParams): SslOptions {
  const files: SslOptions = {}
  for (const field of ['ca', 'cert', 'key'] as const) {
    const path = parameters.get(`ssl-${field}`)
    if (path !== null) files[field] = readPem(`ssl-${field}`, path)
  }
  return files
}

function readPem(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw badLocation(`the file of "${parameter}" can't be read: ${errorCode(error)} ${path}`)
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badLocation('the URL has a % that begins no code; write it as %25')
  }
}
