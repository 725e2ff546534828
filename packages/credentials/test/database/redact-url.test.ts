import { describe, expect, it } from 'vitest'
import { redactUrl } from '../../src/database/redact-url.js'

describe('redactUrl', () => {
  it.each([
    ['postgres://ada:hunter2@db.example:5433/hawk', 'postgres://ada:***@db.example:5433/hawk'],
    [
      'mysql://ada:hunter2@db.example/hawk?ssl-mode=required',
      'mysql://ada:***@db.example/hawk?ssl-mode=required',
    ],
    ['postgres://ada@db.example/hawk', 'postgres://ada@db.example/hawk'],
    ['postgres:///hawk?host=/run/postgresql', 'postgres:///hawk?host=/run/postgresql'],
    ['/var/lib/hawk-auth.sqlite', '/var/lib/hawk-auth.sqlite'],
    ['sqlite:///var/lib/hawk@auth.sqlite', 'sqlite:///var/lib/hawk@auth.sqlite'],
    [':memory:', ':memory:'],
  ])('shows %s as %s', (location, shown) => {
    expect(redactUrl(location)).toBe(shown)
  })

  it.each([
    'postgres://ada:hunter2/x@db.example/hawk',
    'postgres://ada:1/hunter2@db.example/hawk',
    'postgres://ada:1?hunter2@db.example/hawk',
    'postgres://ada:1#hunter2@db.example/hawk',
    'postgres://ada:hunter2@[db/hawk',
    'postgres://ada:x@hunter2@db.example/hawk',
    'postgres://ada:%hunter2@db.example/hawk',
    'postgres://ada@db.example/hawk?password=hunter2',
    'mysql://ada@db.example/hawk?PWD=hunter2',
    'MYSQL://ada:hunter2@db.example/hawk',
    'ada:hunter2@db.example/hawk',
    'ada:x/hunter2@db.example/hawk',
    'mssql://ada:hunter2@db.example/hawk',
  ])('shows nothing of the password in %s', (location) => {
    expect(redactUrl(location)).not.toContain('hunter2')
  })
})
