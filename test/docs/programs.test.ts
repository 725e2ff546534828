import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { REDIS } from '../support/redis-servers.js'
import { isMissing } from '../support/services.js'
import { typeErrorsOf } from './check-types.js'
import { documents, repositoryRoot } from './documents.js'
import { exercises } from './exercises.js'
import { programsOf } from './programs.js'
import type { Program } from './programs.js'
import { startRedisForExamples } from './redis-for-examples.js'
import { closeServers, runProgram } from './run-program.js'

/** Beside node_modules with every package in it; nobody lints, formats or keeps what is in a `dist`. */
const directory = join(repositoryRoot, 'test', 'dist', 'docs')
const programs = documents.flatMap(programsOf).map((program) => ({
  ...program,
  name: `${program.document} ${program.heading}`,
  file: fileOf(program),
}))

/** Modules that a reader of the testkit's document has written: examples import them, and need only their types. */
const readersOwn: Readonly<Record<string, string>> = {
  'my-store.ts': `import type { NonceStore } from '@hawk-auth/core'
    export declare function createMyStore(options?: { maxEntries: number }): NonceStore`,
  'my-clients.ts': `import type { HawkCredentials } from '@hawk-auth/core'
    export declare function fillDatabase(records: readonly HawkCredentials[]): Promise<void>
    export declare function findClient(id: string): HawkCredentials | undefined`,
  'my-framework-app.ts': `import type { AppPlan } from '@hawk-auth/testkit'
    import type { Server } from 'node:http'
    export declare function createApp(plan: AppPlan): Server`,
}

const lacksRedis = isMissing(REDIS, 'the examples of the replay cache on Redis')
let stopRedis: (() => Promise<void>) | undefined

beforeAll(async () => {
  mkdirSync(directory, { recursive: true })
  for (const { file, code } of programs) writeFileSync(file, code)
  for (const [name, code] of Object.entries(readersOwn)) writeFileSync(join(directory, name), code)
  if (!lacksRedis) stopRedis = await startRedisForExamples()
})

afterAll(async () => {
  await closeServers()
  await stopRedis?.()
  rmSync(directory, { recursive: true })
})

test('every example compiles under strict settings', () => {
  expect(typeErrorsOf(programs.map(({ file }) => file))).toEqual([])
}, 60_000)

test('every exercise belongs to an example', () => {
  expect(Object.keys(exercises).filter((name) => !programs.some((program) => program.name === name))).toEqual(
    [],
  )
})

describe('an example runs and does what its document says', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
    vi.unstubAllEnvs()
  })

  // A suite is for a test runner of its own; that it compiles is enough here. The testkit runs its examples itself.
  const runnable = programs.filter(
    ({ code, document }) =>
      !/from '(?:vitest|node:test)'/.test(code) &&
      !document.startsWith('packages/testkit/') &&
      !(lacksRedis && document.startsWith('packages/redis/')),
  )

  test.each(runnable)('$document:$line $heading', async ({ name, file }) => {
    const program = await runProgram(file)
    // What an example does must be seen to be done: one without an exercise fails here.
    expect(Object.keys(exercises)).toContain(name)
    await exercises[name]?.(program)
  })
})

function fileOf({ document, line }: Program): string {
  return join(directory, `${document.replaceAll(/\W+/g, '-')}-line-${line}.ts`)
}
