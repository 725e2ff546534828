import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { signRequest } from '@hawk-auth/core'
import { afterAll, beforeAll, expect, test } from 'vitest'

const exampleRoot = fileURLToPath(new URL('..', import.meta.url))
const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url))

let server: ChildProcess | undefined
/** The lines that the server printed for copying, by what they send. */
let lines: { submit: string; tamper: string; replay: string; stale: string; unapproved: string; list: string }
const serverOutput: string[] = []

beforeAll(async () => {
  // The processes run what was built, as they do for whoever starts the example.
  await run(process.execPath, [`${repositoryRoot}node_modules/typescript/bin/tsc`, '-b', exampleRoot])
  server = spawn(process.execPath, ['dist/main.js'], {
    cwd: exampleRoot,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  lines = readCopyLines(await readStart(server))
}, 120_000)

afterAll(async () => {
  if (server === undefined || server.exitCode !== null) return
  server.kill()
  await once(server, 'exit')
})

test('a signed submission is accepted, its answer is signed, and it is listed under its sender', async () => {
  const sent = await copyAndPaste(lines.submit)
  expect(sent).toContain('→ 201 Created')
  expect(sent).toContain('"submittedBy":"ci-bot"')
  expect(sent).toContain('The answer is signed by the server.')
  const listed = await copyAndPaste(lines.list)
  expect(listed).toContain('→ 200 OK')
  expect(listed).toContain('"project":"mozilla-central","revision":"45f8637cb9f7","result":"success"')
})

test('a body that was changed on the way is refused and never listed', async () => {
  const sent = await copyAndPaste(lines.tamper)
  expect(sent).toContain('→ 401 Unauthorized')
  expect(sent).toContain('"code":"ERR_HAWK_BAD_PAYLOAD_HASH"')
  expect(sent).toContain('WWW-Authenticate: Hawk error="Bad payload hash"')
  expect(await copyAndPaste(lines.list)).not.toContain('busted')
})

test('a request that is sent twice is accepted once', async () => {
  const sent = await copyAndPaste(lines.replay)
  expect(sent.match(/→ \d+/g)).toEqual(['→ 201', '→ 401'])
  expect(sent).toContain('"code":"ERR_HAWK_REPLAYED"')
  expect(sent).toContain('WWW-Authenticate: Hawk error="Invalid nonce"')
})

test('a stale request is refused, and told the time in a way that its sender can check', async () => {
  const sent = await copyAndPaste(lines.stale)
  expect(sent).toContain('→ 401 Unauthorized')
  expect(sent).toContain('"code":"ERR_HAWK_STALE_TIMESTAMP"')
  expect(sent).toMatch(/WWW-Authenticate: Hawk ts="\d+", tsm="[\w+/=]+", error="Stale timestamp"/)
  expect(sent).toContain("The server's clock, proven by its key:")
})

test('a client that nobody approved is refused, though it signs well', async () => {
  const sent = await copyAndPaste(lines.unapproved)
  expect(sent).toContain('→ 403 Forbidden')
  expect(sent).toContain('"code":"ERR_HAWK_NOT_APPROVED"')
})

test('an unsigned request is refused with a bare challenge', async () => {
  const sent = await copyAndPaste(lines.submit.replace(' submit ', ' unsigned '))
  expect(sent).toContain('→ 401 Unauthorized')
  expect(sent).toContain('"code":"ERR_HAWK_MISSING"')
  expect(sent).toContain('WWW-Authenticate: Hawk\n')
})

test('an unknown id and a wrong key get one answer, and the server alone learns which it was', async () => {
  const unknown = await copyAndPaste(lines.submit.replace('HAWK_ID=ci-bot', 'HAWK_ID=nobody'))
  const wrongKey = await copyAndPaste(lines.submit.replace(/HAWK_KEY=\S+/, 'HAWK_KEY=guessed'))
  expect(unknown).toContain('"code":"ERR_HAWK_BAD_MAC"')
  expect(wrongKey).toBe(unknown)
  expect(serverOutput).toContain('refused nobody: ERR_HAWK_BAD_MAC (unknown id)')
  expect(serverOutput).toContain('refused ci-bot: ERR_HAWK_BAD_MAC (bad mac)')
})

test('an authentic body that is no submission is answered by the handler', async () => {
  const { HAWK_ID = '', HAWK_KEY = '' } = variablesOf(lines.submit)
  const url = new URL('/api/submissions', lines.submit.split(' ').at(-1))
  const payload = JSON.stringify({ project: 'mozilla-central', revision: '45f8637cb9f7', result: 'fine' })
  const contentType = 'application/json'
  const credentials = { id: HAWK_ID, key: HAWK_KEY }
  const { authorization } = signRequest({ method: 'POST', url, credentials, payload, contentType })
  const headers = { authorization, 'content-type': contentType }
  const answer = await fetch(url, { method: 'POST', headers, body: payload })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ error: { code: 'BAD_SUBMISSION' } })
})

test('the keys are made anew with every start', async () => {
  const other = spawn(process.execPath, ['dist/main.js'], {
    cwd: exampleRoot,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { submit } = readCopyLines(await readStart(other))
  other.kill()
  await once(other, 'exit')
  const key = variablesOf(submit)['HAWK_KEY']
  expect(key).toMatch(/^[\w-]{43}$/)
  expect(key).not.toBe(variablesOf(lines.submit)['HAWK_KEY'])
})

/** Resolves to what a server printed until it was ready. */
async function readStart({ stdout }: ChildProcess): Promise<string[]> {
  if (stdout === null) throw new Error('the server has no output')
  const printed: string[] = []
  const reader = createInterface({ input: stdout })
  return new Promise((resolve, reject) => {
    reader.on('line', (line) => {
      serverOutput.push(line)
      printed.push(line)
      if (line.startsWith('Ctrl+C')) resolve(printed)
    })
    reader.on('close', () => reject(new Error(`the server ended: ${printed.join('\n')}`)))
  })
}

function readCopyLines(printed: string[]): typeof lines {
  const [submit = '', list = '', tamper = '', replay = '', stale = '', unapproved = ''] = printed
    .filter((line) => line.includes('send.js'))
    .map((line) => line.trim())
  return { submit, tamper, replay, stale, unapproved, list }
}

function variablesOf(line: string): Record<string, string> {
  return Object.fromEntries(
    [...line.matchAll(/(HAWK_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

/** Runs one printed line through a shell, as whoever pastes it does; from a directory that knows nothing of it. */
async function copyAndPaste(line: string): Promise<string> {
  return run('/bin/sh', ['-c', line], '/')
}

async function run(command: string, args: string[], cwd = exampleRoot): Promise<string> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  }
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${output.join('')}`)
  return output.join('')
}
