import { createMemoryNonceStore, createVerifier, signRequest } from '@hawk-auth/core'
import * as testkit from '@hawk-auth/testkit'
import type { TestRunner } from '@hawk-auth/testkit'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import express from 'express'
import { fastify } from 'fastify'
import request from 'supertest'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { hawk as hawkOfExpress } from '../../express/src/index.js'
import { hawk as hawkOfFastify } from '../../fastify/src/index.js'
import { hawk as hawkOfNode } from '../../node/src/index.js'
import { collectCases, failuresOf } from './support/collected-cases.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')

/** Runs an example with what it imports at hand. */
async function run(example: string, modules: Record<string, unknown>): Promise<void> {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }
  const code = ts
    .transpileModule(example, { compilerOptions })
    .outputText.replace(/^(?:import|export) .*$/gm, '')
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
    expect(examples).toHaveLength(9)
  })

  it('sign what fetch sends', async () => {
    await run(examples[0] ?? '', { ...testkit, hawk: hawkOfNode, assert, once, createServer })
  })

  it('sign what is injected', async () => {
    await run(examples[1] ?? '', { ...testkit, hawk: hawkOfFastify, fastify, assert })
  })

  it('sign what supertest sends', async () => {
    await run(examples[2] ?? '', { ...testkit, hawk: hawkOfExpress, express, request })
  })

  it('sign for the public origin of a guard', async () => {
    await run(examples[3] ?? '', { ...testkit, hawk: hawkOfExpress, express, request })
  })

  it('hold a nonce store against its contract', async () => {
    const cases = await casesOf(examples[4] ?? '', { createMyStore: createMemoryNonceStore })
    expect(cases.length).toBeGreaterThan(10)
    expect(await failuresOf(cases)).toEqual([])
  })

  it('hold a credential store against its contract', async () => {
    const clients = new Map<string, unknown>()
    const cases = await casesOf(examples[5] ?? '', {
      fillDatabase: async (records: { id: string }[]) => {
        for (const record of records) clients.set(record.id, record)
      },
      findClient: async (id: string) => clients.get(id),
    })
    expect(cases.length).toBeGreaterThan(4)
    expect(await failuresOf(cases)).toEqual([])
  })

  it('make cases for an adapter, for each of its transports', async () => {
    const cases = await casesOf(examples[6] ?? '', { createApp: () => undefined })
    expect(cases.length).toBeGreaterThan(1200)
    expect(new Set(cases.map(({ suite, name }) => `${suite} > ${name}`)).size).toBe(cases.length)
  })

  it('run under vitest as under node:test', async () => {
    const cases = await casesOf(examples[7] ?? '', { createMemoryNonceStore })
    expect(await failuresOf(cases)).toEqual([])
  })

  it('verify with a clock that is moved', async () => {
    await run(examples[8] ?? '', { ...testkit, createVerifier, signRequest, assert })
  })

  it('name every function that the package exports', () => {
    expect(Object.keys(testkit).filter((name) => !readme.includes(name))).toEqual([])
  })
})
