import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMasterKeys } from '../../src/secrets/read-master-keys.js'
import { compileSource } from './support/compiled-sources.js'

const PROCESSES = 6
const ROUNDS = 5

/** Reads the keys of each round's file; where it may make one it says so, and waits until it is told to go on. */
const PROGRAM = `
  import { createInterface } from 'node:readline'
  const { readMasterKeys } = await import(process.argv[1])
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  for (let keyFile; (keyFile = (await lines.next()).value) !== undefined; ) {
    const mayCreate = async () => {
      console.log('may I?')
      await lines.next()
      return true
    }
    const keys = await readMasterKeys({ env: {}, keyFile, mayCreate })
    console.log(keys.seal('sealed at once', ['here']))
  }
`

let directory: string
let children: { process: ChildProcessWithoutNullStreams; lines: AsyncIterator<string>; errors: string[] }[]

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hawk-auth-race-'))
  mkdirSync(join(directory, 'compiled'))
  const module = compileSource('src/secrets/read-master-keys.ts', join(directory, 'compiled'))
  children = Array.from({ length: PROCESSES }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, module])
    const errors: string[] = []
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return { process: child, lines, errors }
  })
})

afterAll(async () => {
  await Promise.all(
    children.map(async ({ process: child }) => {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined
      child.stdin.end()
      await ended
    }),
  )
  rmSync(directory, { recursive: true })
})

/** Says a line to every process, and gives what each answers. */
async function all(line: string): Promise<string[]> {
  for (const { process: child } of children) child.stdin.write(`${line}\n`)
  return Promise.all(
    children.map(async ({ lines, errors }) => {
      const answer = await lines.next()
      if (answer.done === true) throw new Error(`a process ended: ${errors.join('')}`)
      return answer.value
    }),
  )
}

describe('processes that make the key file at once', () => {
  test.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
    'agree on one key, and leave nothing else (round %i)',
    async (round) => {
      const place = join(directory, `round-${round}`)
      mkdirSync(place)
      const keyFile = join(place, 'hawk-auth.sqlite.key')
      expect(new Set(await all(keyFile))).toEqual(new Set(['may I?']))
      const sealed = await all('go on')
      expect(readdirSync(place)).toEqual(['hawk-auth.sqlite.key'])
      expect(statSync(keyFile).mode & 0o777).toBe(0o600)
      const keys = await readMasterKeys({ env: {}, keyFile, mayCreate: async () => false })
      expect(sealed).toHaveLength(PROCESSES)
      for (const each of sealed) expect(keys.open(each, ['here'])).toBe('sealed at once')
    },
  )
})
