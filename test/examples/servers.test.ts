import { signRequest } from '@hawk-auth/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildExample } from '../support/example.js'
import type { Example, RunningExample } from '../support/example.js'

/** The lines that a server prints for copying, by what they send. */
type CopyLines = Record<'submit' | 'list' | 'tamper' | 'replay' | 'stale' | 'unapproved', string>

describe.each(['express-server', 'koa-server', 'fastify-server', 'multi-process'])('examples/%s', (name) => {
  let example: Example
  let server: RunningExample | undefined
  let lines: CopyLines

  beforeAll(async () => {
    example = await buildExample(name)
    server = await example.start({ env: { PORT: '0' } })
    lines = readCopyLines(server.printed)
  }, 120_000)

  afterAll(() => server?.stop())

  /** Runs one printed line through a shell, as whoever pastes it does; from a directory that knows nothing of it. */
  async function copyAndPaste(line: string): Promise<string> {
    return example.run('/bin/sh', ['-c', line], { cwd: '/' })
  }

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
    expect(server?.printed).toContain('refused nobody: ERR_HAWK_BAD_MAC (unknown id)')
    expect(server?.printed).toContain('refused ci-bot: ERR_HAWK_BAD_MAC (bad mac)')
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
    const other = await example.start({ env: { PORT: '0' } })
    const { submit } = readCopyLines(other.printed)
    await other.stop()
    const key = variablesOf(submit)['HAWK_KEY']
    expect(key).toMatch(/^[\w-]{43}$/)
    expect(key).not.toBe(variablesOf(lines.submit)['HAWK_KEY'])
  })
})

function readCopyLines(printed: readonly string[]): CopyLines {
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
