import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signRequest } from '@hawk-auth/core'
import { eventually } from '@hawk-auth/testkit'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { buildExample } from '../../../test/support/example.js'
import type { Example, RunningExample } from '../../../test/support/example.js'
import { REDIS, startRedis } from '../../../test/support/redis-servers.js'
import { isMissing } from '../../../test/support/services.js'

const WORKERS = 3
/** Nothing of whoever runs the tests. */
const PLAIN = {
  PORT: '0',
  WORKERS: String(WORKERS),
  REDIS_URL: '',
  HAWK_AUTH_DATABASE: '',
  PUBLIC_URL: '',
}

/** The server, its client, and what it prints. */
interface Api extends RunningExample {
  url: string
  id: string
  key: string
}

let example: Example

vi.setConfig({ testTimeout: 60_000 })

beforeAll(async () => {
  example = await buildExample('multi-process')
}, 120_000)

async function start(env: Record<string, string> = {}): Promise<Api> {
  const server = await example.start({ env: { ...PLAIN, ...env } })
  onTestFinished(() => server.stop())
  const find = (pattern: RegExp): string => pattern.exec(server.printed.join('\n'))?.[1] ?? ''
  return {
    ...server,
    url: find(/listens on (http:\S+\d)/),
    id: find(/HAWK_ID=(\S+)/),
    key: find(/HAWK_KEY=(\S+)/),
  }
}

/** A signed request to the API, which can be sent as often as a test likes; each sending gives its status. */
function signedList({ url, id, key }: Api): () => Promise<number> {
  const target = `${url}/api/submissions`
  const { authorization } = signRequest({ url: target, credentials: { id, key } })
  // A connection that is closed after its answer: the next one may be another process's.
  const headers = { authorization, connection: 'close' }
  return async () => (await fetch(target, { headers })).status
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { headers: { connection: 'close' } })).status
}

function pidsOf({ printed }: Api): number[] {
  return printed.flatMap((line) => /^worker (\d+) serves/.exec(line)?.slice(1).map(Number) ?? [])
}

function load({ url, id, key }: Pick<Api, 'url' | 'id' | 'key'>, requests: number): Promise<string> {
  const env = { HAWK_ID: id, HAWK_KEY: key }
  return example.run(process.execPath, ['dist/load.js', url, String(requests)], { env })
}

async function startWithRedis(): Promise<Api> {
  const redis = await startRedis({ appendonly: true })
  onTestFinished(() => redis.stop())
  return start({ REDIS_URL: redis.url })
}

describe.each(['Redis', 'the database'])('with the replay cache in %s', (place) => {
  describe.skipIf(place === 'Redis' && isMissing(REDIS, 'examples/multi-process with Redis'))('', () => {
    test('a request is admitted once, whichever process each of its copies meets, under load too', async () => {
      const api = place === 'Redis' ? await startWithRedis() : await start()
      expect(pidsOf(api)).toHaveLength(WORKERS)
      expect(api.printed.join('\n')).toContain(`The replay cache is in ${place}`)
      const send = signedList(api)
      const statuses = await Promise.all(Array.from({ length: 4 * WORKERS }, send))
      expect(statuses.filter((status) => status === 200)).toHaveLength(1)
      expect(statuses.filter((status) => status === 401)).toHaveLength(4 * WORKERS - 1)
      const said = await load(api, 100)
      expect(said).toMatch(/^admitted +100$/m)
      expect(said).toMatch(/^refused as replays +300$/m)
      expect(said).toMatch(/^latency +half within [\d.]+ ms, 99 of 100 within [\d.]+ ms/m)
      expect(said).toContain('No request was admitted twice.')
    })

    test('the kill test says in plain words that no replay was admitted', async () => {
      // Where no program is to be found, redis-server is not.
      const env = place === 'Redis' ? {} : { PATH: '/nowhere' }
      const said = await example.run(process.execPath, ['dist/kill-test.js', '1'], { env })
      if (place !== 'Redis') expect(said).toContain('There is no redis-server on this machine')
      expect(said).toMatch(/was killed under load, once, and came back each time/)
      expect(said).toContain('\nNo replay was admitted.\n')
    })
  })
})

test('a process that is killed is replaced, and what it admitted stays refused', async () => {
  const api = await start()
  const send = signedList(api)
  expect(await send()).toBe(200)
  for (const pid of pidsOf(api).slice(0, -1)) process.kill(pid, 'SIGKILL')
  await eventually(() => pidsOf(api).length === 2 * WORKERS - 1, 'processes in the places of the killed')
  expect(api.printed.join('\n')).toContain('has ended (SIGKILL); another takes its place')
  expect(await Promise.all(Array.from({ length: 6 }, send))).toEqual(Array.from({ length: 6 }, () => 401))
})

test('a load that nothing was admitted of has shown nothing, and fails', async () => {
  const nowhere = { url: 'http://127.0.0.1:1', id: 'ci-bot', key: 'any' }
  const said = await load(nowhere, 1).catch(String)
  expect(said).toContain('ended with 1')
  expect(said).toContain('Nothing was admitted')
  expect(said).not.toContain('No request was admitted twice')
})

test.each([
  ['nowhere', 1],
  ['localhost:8000', 1],
  ['http://127.0.0.1:1', 1.5],
  ['http://127.0.0.1:1', Infinity],
])('a load of %s with %d requests says how it is called', async (url, requests) => {
  expect(await load({ url, id: 'ci-bot', key: 'any' }, requests).catch(String)).toContain('Usage: ')
})

test.each([
  [{ WORKERS: '1.5' }, 'WORKERS must be a whole number from 1 to 1000, got "1.5"'],
  [{ WORKERS: '0' }, 'WORKERS must be a whole number from 1 to 1000, got "0"'],
  [{ PORT: ' ' }, 'PORT must be a whole number from 0 to 65535, got " "'],
  [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535, got "http"'],
])('a setting that is none is told in one line: %j', async (setting, line) => {
  const env = { ...PLAIN, ...setting }
  const said = await example.run(process.execPath, ['dist/main.js'], { env }).catch(String)
  expect(said).toContain('ended with 1')
  expect(said).toContain(line)
  expect(said).not.toContain('at readSettings')
})

test('a server whose port is taken says so once, and ends', async () => {
  const { url } = await start()
  const env = { ...PLAIN, PORT: new URL(url).port }
  const said = await example.run(process.execPath, ['dist/main.js'], { env }).catch(String)
  expect(said).toContain('ended with 1')
  expect(said.match(/Choose another port/g)).toHaveLength(1)
})

test('with a database of its user it takes the clients of that registry', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-multi-process-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const { printed } = await start({ HAWK_AUTH_DATABASE: join(directory, 'hawk-auth.sqlite') })
  expect(printed.join('\n')).toContain('npx hawk-auth credentials create ci-bot')
  expect(printed.join('\n')).not.toMatch(/HAWK_KEY=[\w-]{43}/)
})

describe.skipIf(isMissing(REDIS, 'examples/multi-process without its Redis'))(
  'a Redis that goes away',
  () => {
    test('leaves the processes alive and not ready, admits nobody, and is found again', async () => {
      const redis = await startRedis({ appendonly: true })
      onTestFinished(() => redis.stop())
      const api = await start({ REDIS_URL: redis.url })
      const ready = async (): Promise<unknown> => {
        const answer = await fetch(`${api.url}/ready`, { headers: { connection: 'close' } })
        return { status: answer.status, ...((await answer.json()) as object) }
      }
      const store = { registry: 'answers', replayCache: 'answers' }
      const soon = { timeout: 15_000 }
      await expect.poll(ready, soon).toEqual({ status: 200, isReady: true, ...store })
      const send = signedList(api)
      expect(await send()).toBe(200)
      await redis.kill()
      const without = { status: 503, isReady: false, ...store, replayCache: 'does not answer' }
      await expect.poll(ready, soon).toEqual(without)
      expect(await statusOf(`${api.url}/health`)).toBe(200)
      expect(await signedList(api)()).toBe(503)
      await redis.restart()
      await expect.poll(() => signedList(api)(), soon).toBe(200)
      // Each process finds it in its own time.
      const again: number[] = []
      const sendAgain = async (): Promise<number> => again[again.push(await send()) - 1] ?? 0
      await expect.poll(sendAgain, soon).toBe(401)
      expect(again).not.toContain(200)
    })
  },
)
