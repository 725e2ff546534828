import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@hawk-auth/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildExample } from '../support/example.js'
import type { Example, RunningExample } from '../support/example.js'

/** What the registry goes by; nothing else of the tests does. */
const { DatabaseSync } = createRequire(new URL('../../packages/credentials/src/index.ts', import.meta.url))(
  '@photostructure/sqlite',
) as { DatabaseSync: new (file: string) => { exec: (sql: string) => void; close: () => void } }

const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-registry-'))
const database = join(directory, 'hawk-auth.sqlite')
const env = { HAWK_AUTH_DATABASE: database }
let example: Example
let server: RunningExample | undefined
let url = ''

beforeAll(async () => {
  example = await buildExample('registry-server')
  server = await example.start({ env: { ...env, PORT: '0' } })
  url = /http:\S+\d/.exec(server.printed[0] ?? '')?.[0] ?? ''
}, 120_000)

afterAll(async () => {
  await server?.stop()
  rmSync(directory, { recursive: true })
})

function send(id: string, key: string): Promise<string> {
  return example.run(process.execPath, ['dist/send.js', 'submit', url], {
    env: { HAWK_ID: id, HAWK_KEY: key },
  })
}

test('the log tells why a store failed, and the sender does not learn it', async () => {
  const command = ['node_modules/.bin/hawk-auth', 'credentials', 'create', 'ci-bot', 'ada', 'x', '--approve']
  const printed = await example.run(command[0] ?? '', command.slice(1), { env })
  const key = /^Secret: (\S+)$/m.exec(printed)?.[1] ?? ''
  const beside = new DatabaseSync(database)
  beside.exec(`update hawk_auth_secrets set sealed = substr(sealed, 1, length(sealed) - 4) || 'AAAA'`)
  beside.close()
  const sent = await send('ci-bot', key)
  expect(sent).toContain('→ 503 Service Unavailable')
  expect(sent).toContain('"code":"ERR_HAWK_STORE_UNAVAILABLE"')
  expect(sent).not.toContain('ERR_REGISTRY')
  const log = (): string => server?.printed.join('\n') ?? ''
  await eventually(() => log().includes('ERR_REGISTRY_SECRET_UNREADABLE'), 'the refusal is in the log')
  expect(log()).toMatch(
    /refused ci-bot: ERR_HAWK_STORE_UNAVAILABLE \(the credential store failed\) RegistryError: .*"ci-bot"/,
  )
  expect(log()).not.toContain(key)
})

test.each([
  ['HAWK_ID', '', 'a-key'],
  ['HAWK_KEY', 'ci-bot', ''],
])('the client says in one line that %s is empty', async (name, id, key) => {
  await expect(send(id, key)).rejects.toThrow(new RegExp(`ended with 2: ${name} is empty: [^\\n]+\\n$`))
})
