import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signRequest } from '@hawk-auth/core'
import { eventually } from '@hawk-auth/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildExample } from '../../../test/support/example.js'
import type { Example, RunningExample } from '../../../test/support/example.js'

interface Client {
  id: string
  key: string
}

let example: Example
let directory: string
let file: string
let server: RunningExample | undefined
let url: string
let logged: readonly string[] = []

beforeAll(async () => {
  example = await buildExample('custom-store')
  directory = mkdtempSync(join(tmpdir(), 'hawk-auth-custom-store-'))
  file = join(directory, 'clients.json')
  server = await example.start({ env: { PORT: '0', CLIENTS_FILE: file }, readyLine: 'The server listens' })
  logged = server.printed
  url = /http:\S+\d/.exec(logged[0] ?? '')?.[0] ?? ''
}, 120_000)

afterAll(async () => {
  await server?.stop()
  rmSync(directory, { recursive: true })
})

test('a server whose file is not there yet admits nobody', async () => {
  expect(await get({ id: 'ci-bot', key: 'guessed' })).toBe(503)
})

test('a client that is added and approved while the server runs is admitted, and greeted by its sender', async () => {
  const bot = await add('ci-bot')
  await answers(bot, 403)
  expect(await clients('approve', 'ci-bot')).toBe('ci-bot is approved\n')
  await answers(bot, 200)
  expect(await run(['dist/send.js', url], { HAWK_ID: bot.id, HAWK_KEY: bot.key })).toBe('200 Hello, ci-bot\n')
})

test('a client that is revoked while it is in use is refused when the cache has forgotten it', async () => {
  const bot = await add('short-lived')
  await clients('approve', 'short-lived')
  await answers(bot, 200)
  await clients('revoke', 'short-lived')
  await answers(bot, 403)
})

test('a broken file is 503 for everybody, the known and the unknown, until it is mended', async () => {
  const bot = await add('steady')
  await clients('approve', 'steady')
  await answers(bot, 200)
  const whole = readFileSync(file, 'utf8')
  writeFileSync(file, whole.slice(0, -10))
  expect(await get({ id: 'nobody', key: 'guessed' })).toBe(503)
  await answers(bot, 503)
  expect(await get(bot)).toBe(503)
  expect(logged).toContain('refused steady: ERR_HAWK_STORE_UNAVAILABLE (the file of clients is no JSON)')
  writeFileSync(file, whole)
  await answers(bot, 200)
})

test('an unknown client and a wrong key get one answer, and the log alone tells them apart', async () => {
  const bot = await add('known')
  expect(await get({ ...bot, key: 'guessed' })).toBe(401)
  expect(await get({ ...bot, id: 'unknown' })).toBe(401)
  await eventually(() => logged.includes('refused unknown: ERR_HAWK_BAD_MAC (unknown id)'), 'the reason')
  expect(logged).toContain('refused known: ERR_HAWK_BAD_MAC (bad mac)')
})

test('no key is in what the server prints', () => {
  const records = JSON.parse(readFileSync(file, 'utf8')) as Client[]
  expect(records.length).toBeGreaterThan(3)
  for (const { key } of records) expect(logged.join('\n')).not.toContain(key)
})

test.each([
  ['add', 'ci-bot', 'there is a client "ci-bot" already'],
  ['approve', 'nobody', 'there is no client "nobody"'],
  ['revoke', 'nobody', 'there is no client "nobody"'],
  ['add', '../escape', 'Usage:'],
  ['constructor', 'ci-bot', 'Usage:'],
])('clients.js %s %s changes nothing, and says why', async (verb, id, why) => {
  const before = readFileSync(file, 'utf8')
  await expect(clients(verb, id)).rejects.toThrow(why)
  expect(readFileSync(file, 'utf8')).toBe(before)
})

async function add(id: string): Promise<Client> {
  const printed = await clients('add', id)
  const [, key] = /HAWK_KEY=(\S+)/.exec(printed) ?? []
  expect(key).toMatch(/^[\w-]{43}$/)
  return { id, key: key ?? '' }
}

async function get(credentials: Client): Promise<number> {
  const { authorization } = signRequest({ url, credentials })
  return (await fetch(url, { headers: { authorization } })).status
}

/** Asks until the answer is the expected one: what the cache holds is as old as it may be. */
async function answers(client: Client, status: number): Promise<void> {
  const seen: number[] = []
  let asking: Promise<unknown> | undefined
  const ask = async (): Promise<void> => {
    seen.push(await get(client))
    asking = undefined
  }
  await eventually(() => {
    asking ??= seen.at(-1) === status ? undefined : ask()
    return seen.at(-1) === status
  }, `${status} for ${client.id}`)
}

async function clients(verb: string, id: string): Promise<string> {
  return run(['dist/clients.js', verb, id], { CLIENTS_FILE: file })
}

async function run(args: readonly string[], env: Record<string, string>): Promise<string> {
  return example.run(process.execPath, args, { env })
}
