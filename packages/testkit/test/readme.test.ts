import { createMemoryNonceStore, createVerifier, signRequest } from '@hawk-auth/core'
import * as testkit from '@hawk-auth/testkit'
import type { TestRunner } from '@hawk-auth/testkit'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { collectCases, failuresOf } from './support/collected-cases.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')

/** Runs an example with what it imports at hand; annotations of types are taken off. */
async function run(example: string, modules: Record<string, unknown>): Promise<void> {
  const code = example.replace(/^import .*$/gm, '').replaceAll(': AppPlan', '')
  const names = Object.keys(modules)
  const AsyncFunction = run.constructor as new (...parts: string[]) => (...values: unknown[]) => Promise<void>
  await new AsyncFunction(...names, code)(...names.map((name) => modules[name]))
}

/** Runs an example that calls a suite, and gives the cases that it made. */
async function casesOf(
  example: string,
  modules: Record<string, unknown>,
): Promise<ReturnType<typeof collectCases>> {
  let runner: TestRunner | undefined
  const cases = collectCases((collecting) => {
    runner = collecting
  })
  await run(example, { ...testkit, ...runner, ...modules })
  return cases
}

describe('the examples of the README', () => {
  it('are these', () => {
    expect(examples).toHaveLength(4)
  })

  it('hold a nonce store against its contract', async () => {
    const cases = await casesOf(examples[0] ?? '', { createMyStore: createMemoryNonceStore })
    expect(cases.length).toBeGreaterThan(10)
    expect(await failuresOf(cases)).toEqual([])
  })

  it('hold a credential store against its contract', async () => {
    const clients = new Map<string, unknown>()
    const cases = await casesOf(examples[1] ?? '', {
      fillDatabase: async (records: { id: string }[]) => {
        for (const record of records) clients.set(record.id, record)
      },
      findClient: async (id: string) => clients.get(id),
    })
    expect(cases.length).toBeGreaterThan(4)
    expect(await failuresOf(cases)).toEqual([])
  })

  it('make cases for an adapter', async () => {
    const cases = await casesOf(examples[2] ?? '', { createApp: () => undefined })
    expect(cases.length).toBeGreaterThan(300)
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  })

  it('verify with a clock that is moved', async () => {
    const { createFakeClock, createMemoryCredentialStore } = testkit
    await run(examples[3] ?? '', {
      createFakeClock,
      createMemoryCredentialStore,
      createVerifier,
      signRequest,
      assert,
    })
  })

  it('name every function that the package exports', () => {
    expect(Object.keys(testkit).filter((name) => !readme.includes(name))).toEqual([])
  })
})
