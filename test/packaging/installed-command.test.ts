import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildExample } from '../support/example.js'
import type { Example, RunningExample } from '../support/example.js'
import { installedAt, makeConsumer } from './consumer.js'
import { readManifest } from './public-packages.js'

/** The example server over the registry, and the command as whoever installs it has it. */
let example: Example
let server: RunningExample | undefined
let consumer = ''
let command = ''
const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-registry-'))
const env = { HAWK_AUTH_DATABASE: join(directory, 'hawk-auth.sqlite') }

beforeAll(async () => {
  consumer = makeConsumer()
  const installed = installedAt(consumer, 'hawk-auth')
  command = join(installed, readManifest(installed).bin?.['hawk-auth'] ?? '')
  example = await buildExample('registry-server')
  server = await example.start({ env: { ...env, PORT: '0' } })
}, 120_000)

afterAll(async () => {
  await server?.stop()
  for (const each of [directory, consumer]) if (each !== '') rmSync(each, { recursive: true })
})

/** Has the command make credentials, and gives their secret; beside the data it says on stderr what is next. */
async function create(...args: string[]): Promise<string> {
  const program = [command, 'credentials', 'create', ...args, '--json']
  const printed = await example.run(process.execPath, program, { env })
  return /"secret": "([\w-]{43})"/.exec(printed)?.[1] ?? ''
}

function send(mode: string, id: string, key: string): Promise<string> {
  const url = /http:\S+\d/.exec(server?.printed[0] ?? '')?.[0] ?? ''
  return example.run(process.execPath, ['dist/send.js', mode, url], { env: { HAWK_ID: id, HAWK_KEY: key } })
}

test('credentials made by the installed command work at once, without a restart of the server', async () => {
  const secret = await create('ci-bot', 'ci@example.com', 'The build', '--approve')
  const sent = await send('submit', 'ci-bot', secret)
  expect(sent).toContain('→ 201 Created')
  expect(sent).toContain('"submittedBy":"ci-bot"')
  expect(sent).toContain('The answer is signed by the server.')
  expect(await send('tamper', 'ci-bot', secret)).toContain('ERR_HAWK_BAD_PAYLOAD_HASH')
})

test('credentials that wait for approval are refused', async () => {
  const secret = await create('new-bot', 'newcomer@example.com', 'Not approved yet')
  expect(await send('submit', 'new-bot', secret)).toContain('"code":"ERR_HAWK_NOT_APPROVED"')
})
