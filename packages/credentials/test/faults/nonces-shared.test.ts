import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { describeEachDatabase } from '../support/databases.js'
import { openStore, useOf } from '../support/nonce-stores.js'
import { buildPackage, lineOf, startProgram } from './support/programs.js'
import type { Program } from './support/programs.js'

const CLAIMS = `
  const { createSqlNonceStore } = await import(new URL('index.js', directory))
  const [database, prefix, count] = args
  const store = await createSqlNonceStore({ database, timeoutMs: 30_000 })
  const nowMs = 1_795_392_000_000
  const claim = (nonce) =>
    store.claim({ id: 'ci-bot', ts: '1795392000', nonce, keepUntilMs: nowMs + 120_000, nowMs })
  console.log('ready')
  await nextLine()
`

/** Claims so many uses, several at once, and prints which were admitted. */
const CLAIM_ALL = `${CLAIMS}
  const nonces = Array.from({ length: Number(count) }, (_, index) => 'nonce ' + index)
  const admitted = []
  await Promise.all(Array.from({ length: 20 }, async () => {
    for (let nonce = nonces.pop(); nonce !== undefined; nonce = nonces.pop()) {
      if (await claim(nonce) === 'admitted') admitted.push(nonce)
    }
  }))
  console.log(JSON.stringify(admitted))
  await store.close()
  process.exit()
`

/** Claims without end, and prints what was admitted. */
const CLAIM_ON = `${CLAIMS}
  await Promise.all(Array.from({ length: 5 }, async (_, lane) => {
    for (let index = 0; ; index++) {
      const nonce = prefix + ' ' + lane + ' ' + index
      if (await claim(nonce) === 'admitted') console.log(nonce)
    }
  }))
`

describeEachDatabase('processes that share a replay cache', ({ create }) => {
  const PROCESSES = 3
  const USES = 1000

  beforeAll(buildPackage, 120_000)

  it('admit each of the same requests once between them', async () => {
    const location = await create()
    await openStore(location)
    const programs = await startAll(PROCESSES, CLAIM_ALL, location, String(USES))
    const admitted = await Promise.all(
      programs.map(async (program) => JSON.parse(await lineOf(program)) as string[]),
    )
    for (const program of programs) expect((await program.end()).errors).toBe('')
    expect(admitted.flat()).toHaveLength(USES)
    expect(new Set(admitted.flat()).size).toBe(USES)
  }, 60_000)

  it('remember what one of them admitted before it was killed', async () => {
    const location = await create()
    const store = await openStore(location)
    const programs = await startAll(PROCESSES, CLAIM_ON, location)
    const admitted: string[] = []
    await Promise.all(
      programs.map(async (program, index) => {
        for (let count = 0; count < 100; count++) admitted.push(await lineOf(program))
        await pause(index)
        program.kill()
        for (let line = await program.line(); line !== null; line = await program.line()) admitted.push(line)
        expect((await program.end()).signal).toBe('SIGKILL')
      }),
    )
    const again = await Promise.all(admitted.map((nonce) => store.claim(useOf(nonce))))
    expect(new Set(again)).toEqual(new Set(['replayed']))
  }, 60_000)
})

/** Starts programs that begin all at once. */
async function startAll(processes: number, text: string, location: string, count = ''): Promise<Program[]> {
  const programs = Array.from({ length: processes }, (_, index) =>
    startProgram(text, [location, `process ${index}`, count]),
  )
  for (const program of programs) expect(await lineOf(program)).toBe('ready')
  for (const program of programs) program.tell('go')
  return programs
}
