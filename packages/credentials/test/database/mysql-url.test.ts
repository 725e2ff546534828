import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseMysqlUrl } from '../../src/database/mysql-url.js'
import { RegistryError } from '../../src/registry-error.js'

describe('a URL of MariaDB or MySQL', () => {
  it('says where the server is and who asks', () => {
    expect(parseMysqlUrl('mariadb://ad%61:p%40ss@db.example:3307/hawk%5Fauth', {})).toEqual({
      host: 'db.example',
      port: 3307,
      user: 'ada',
      password: 'p@ss',
      database: 'hawk_auth',
    })
    expect(parseMysqlUrl('mysql://[::1]/hawk', {})).toEqual({ host: '::1', database: 'hawk' })
    expect(parseMysqlUrl('mysql:///hawk?socket=/run/mysqld.sock', {})).toEqual({
      host: 'localhost',
      socketPath: '/run/mysqld.sock',
      database: 'hawk',
    })
  })

  it('takes the password from MYSQL_PWD where it has none', () => {
    const env = { MYSQL_PWD: 'of the environment' }
    expect(parseMysqlUrl('mysql://ada@db/hawk', env).password).toBe('of the environment')
    expect(parseMysqlUrl('mysql://ada:own@db/hawk', env).password).toBe('own')
  })

  it.each([
    ['', undefined],
    ['?ssl-mode=DISABLED', undefined],
    ['?ssl-mode=REQUIRED', { verifyIdentity: true }],
    ['?ssl-mode=VERIFY_IDENTITY', { verifyIdentity: true }],
    ['?ssl-mode=verify-ca', {}],
    ['?ssl-mode=no-verify', { rejectUnauthorized: false }],
  ])('proves the server, unless told otherwise: "%s"', (query, ssl) => {
    expect(parseMysqlUrl(`mysql://ada@db/hawk${query}`, {}).ssl).toEqual(ssl)
  })

  it.each(['127.0.0.1', '[::1]'])('is refused where %s is to be proved by a name', (host) => {
    expect(() => parseMysqlUrl(`mysql://ada@${host}/hawk?ssl-mode=required`, {})).toThrow(RegistryError)
    expect(parseMysqlUrl(`mysql://ada@${host}/hawk?ssl-mode=verify-ca`, {}).ssl).toEqual({})
  })

  it('reads the files of certificates and keys', () => {
    const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-tls-'))
    onTestFinished(() => rmSync(directory, { recursive: true }))
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(directory, name), `of ${name}`)
    const query = ['ca', 'cert', 'key'].map((name) => `ssl-${name}=${join(directory, name)}`).join('&')
    expect(parseMysqlUrl(`mysql://ada@db/hawk?${query}`, {}).ssl).toEqual({
      ca: 'of ca',
      cert: 'of cert',
      key: 'of key',
      verifyIdentity: true,
    })
  })
})
