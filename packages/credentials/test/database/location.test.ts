import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { databaseFile, parseLocation } from '../../src/database/location.js'
import { openDatabase } from '../../src/database/open-database.js'
import { errorOf, everythingOf, openForTest } from './fixtures.js'

describe('the location of a database', () => {
  it.each([
    ['hawk-auth.sqlite', join(process.cwd(), 'hawk-auth.sqlite')],
    ['./a b.sqlite', join(process.cwd(), 'a b.sqlite')],
    ['sqlite:hawk-auth.sqlite', join(process.cwd(), 'hawk-auth.sqlite')],
    ['sqlite:/var/lib/hawk-auth.sqlite', '/var/lib/hawk-auth.sqlite'],
    ['sqlite:///var/lib/a%20b.sqlite', '/var/lib/a b.sqlite'],
    ['/srv/a%20b.sqlite', '/srv/a%20b.sqlite'],
    ['./a:b.sqlite', join(process.cwd(), 'a:b.sqlite')],
    ['a@b.sqlite', join(process.cwd(), 'a@b.sqlite')],
    ['C:hawk-auth.sqlite', resolve('C:hawk-auth.sqlite')],
  ])('is the file of %s', (location, file) => {
    expect(parseLocation(location)).toEqual({ kind: 'sqlite', file })
  })

  it.each([':memory:', 'sqlite::memory:'])('is memory for %s', (location) => {
    expect(parseLocation(location)).toEqual({ kind: 'sqlite', file: null })
  })

  it.each([
    ['postgres://db/hawk', 'postgres'],
    ['postgresql://db/hawk', 'postgres'],
    ['mysql://db/hawk', 'mysql'],
    ['mariadb://db/hawk', 'mysql'],
    ['MariaDB://db/hawk', 'mysql'],
  ])('is a server for %s', (url, kind) => {
    expect(parseLocation(url)).toEqual({ kind, url })
  })

  it.each([
    '',
    'sqlite:',
    'sqlite:a?mode=hunter2',
    'sqlite:%hunter2',
    'a\0hunter2',
    'mssql://ada:hunter2@db/hawk',
    'oracle:hunter2',
    'postgres:hunter2',
    'postgres:/db/hunter2',
    'file:/srv/hunter2.sqlite',
    'hunter2:db/hawk',
    'ada:hunter2@db/hawk',
    'ada:x/hunter2@db/hawk',
    'postgres://ada:hunter2@[db/hawk',
    'postgres://ada:hunter2/x@db/hawk',
    'postgres://ada:hunter2@db/hawk?sslrootcert=/no/such/file',
    'mysql://ada:hunter2@db',
    'mysql://ada:hunter2@db/a/b',
    'mysql://ada:hunter2/x@db/hawk',
    'mysql://ada:%hunter2@db/hawk',
    'mysql://ada:hunter2@db/hawk?multipleStatements=true',
    'mysql://ada:hunter2@db/hawk?ssl-mode=preferred',
    'mysql://ada:hunter2@db/hawk?ssl-ca=/no/such/file',
  ])('is refused for %j, and not shown', async (location) => {
    const error = await errorOf(openDatabase(location))
    expect(error.code).toBe('ERR_REGISTRY_BAD_INPUT')
    expect(everythingOf(error)).not.toContain('hunter2')
  })

  it.each([
    ['sqlite:hawk-auth.sqlite', join(process.cwd(), 'hawk-auth.sqlite')],
    ['/srv/hawk-auth.sqlite', '/srv/hawk-auth.sqlite'],
    [':memory:', null],
    ['postgres://ada:hunter2@db/hawk', null],
  ])('tells the file of %s without opening it', (location, file) => {
    expect(databaseFile(location)).toBe(file)
  })

  it.each([0, 1.5, -1, '3' as unknown as number])('is not opened with a pool of %j', async (poolSize) => {
    const error = await errorOf(openDatabase(':memory:', { poolSize }))
    expect(error.code).toBe('ERR_REGISTRY_BAD_INPUT')
  })

  it('names an opened database without its password', async () => {
    const database = await openForTest('postgres://ada:hunter2@127.0.0.1:1/hawk')
    expect(database).toMatchObject({
      kind: 'postgres',
      file: null,
      name: 'postgres://ada:***@127.0.0.1:1/hawk',
    })
    expect(JSON.stringify(database)).not.toContain('hunter2')
  })
})
