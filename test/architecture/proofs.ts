import type { RuleName } from './rules.js'

interface Snippet {
  path: string
  text: string
}

/** For each rule, sources that break it (each at line 2), and their nearest lawful neighbours. */
export interface Proof {
  breaks: Snippet[]
  keeps: Snippet[]
}

const at =
  (path: string) =>
  (line: string): Snippet => ({ path, text: `export const first = 1\n${line}\n` })

const inCore = at('packages/core/src/verifier.ts')
const inProtocol = at('packages/core/src/protocol/header.ts')
const inGuard = at('packages/core/src/guard/options.ts')
const inCache = at('packages/core/src/cached-credential-store.ts')
const inClock = at('packages/core/src/clock.ts')
const inNode = at('packages/node/src/gate.ts')
const inExpress = at('packages/express/src/index.ts')
const inTestkit = at('packages/testkit/src/index.ts')
const inClient = at('packages/client/src/index.ts')
const inFastify = at('packages/fastify/src/index.ts')

export const proofs: Record<RuleName, Proof> = {
  'readable imports': {
    breaks: [inNode('await import(name)'), inNode('require(`./${name}.js`)'), inNode('import()')],
    keeps: [inNode("import('./gate.js')"), inNode('require(`./gate.js`)')],
  },
  'known packages': {
    breaks: [{ path: 'packages/utils/src/index.ts', text: '' }],
    keeps: [{ path: 'packages/node/src/index.ts', text: '' }],
  },
  'imports go down': {
    breaks: [
      inNode("import { hawk } from '@hawk-auth/express'"),
      inNode("import type { Hawk } from '@hawk-auth/express'"),
      inNode("export { hawk } from '@hawk-auth/express'"),
      inNode("export type Hawk = import('@hawk-auth/express').Hawk"),
      inNode("const hawk = () => import('@hawk-auth/express')"),
      inNode("const hawk = require('@hawk-auth/express')"),
      inNode("import hawk = require('@hawk-auth/express')"),
      inNode("const hawk = process.getBuiltinModule('@hawk-auth/express')"),
      { path: 'packages/node/src/gate.ts', text: '\n/// <reference types="@hawk-auth/express" />\n' },
      inCore("import { hawk } from '@hawk-auth/node'"),
      inExpress("import { hawk } from '@hawk-auth/koa'"),
      inNode("import { guard } from '@hawk-auth/fetch'"),
      inTestkit("import { hawk } from '@hawk-auth/express'"),
      inExpress("import { guard } from '@hawk-auth/fetch'"),
      inNode("import { wrap } from '@hawk-auth/node'"),
      inNode("import { x } from '@hawk-auth/utils'"),
      inNode("import { x } from '@hawk-auth/test'"),
    ],
    keeps: [
      inNode("import { createVerifier } from '@hawk-auth/core'"),
      inExpress("import { hawk } from '@hawk-auth/node'"),
      inTestkit("import type { NonceStore } from '@hawk-auth/core'"),
      at('packages/cli/src/index.ts')("import { openRegistry } from '@hawk-auth/credentials'"),
    ],
  },
  'exported entries only': {
    breaks: [
      inNode("import { x } from '@hawk-auth/core/dist/verifier.js'"),
      inNode("import { x } from '@hawk-auth/core/protocol/header'"),
    ],
    keeps: [
      inNode("import { x } from '@hawk-auth/core'"),
      inNode("import { x } from '@hawk-auth/core/protocol'"),
      inNode("import { x } from '@hawk-auth/core/guard'"),
    ],
  },
  'relative imports stay inside': {
    breaks: [
      inNode("import { x } from '../../core/src/verifier.js'"),
      inNode("import manifest from '../package.json' with { type: 'json' }"),
      { path: 'packages/node/src/gate.ts', text: '\n/// <reference path="../../core/src/x.ts" />\n' },
    ],
    keeps: [at('packages/node/src/body/gate.ts')("import { x } from '../facts.js'")],
  },
  'node: prefix': {
    breaks: [inNode("import { createServer } from 'http'"), inNode("import fs from 'fs/promises'")],
    keeps: [
      inNode("import { createServer } from 'node:http'"),
      inExpress("import type { Request } from 'express'"),
    ],
  },
  'protocol imports nothing': {
    breaks: [
      inProtocol("import { createHmac } from 'node:crypto'"),
      inProtocol("import type { Hmac } from 'node:crypto'"),
      inProtocol("import type { HawkError } from '../hawk-error.js'"),
      inProtocol("import { LRUCache } from 'lru-cache'"),
      inProtocol("import { x } from '@hawk-auth/core'"),
    ],
    keeps: [
      inProtocol("import { scan } from './attribute-scanner.js'"),
      at('packages/core/src/protocol/a/b.ts')("import { scan } from '../attribute-scanner.js'"),
    ],
  },
  'core imports two builtins and lru-cache': {
    breaks: [
      inCore("import { readFileSync } from 'node:fs'"),
      inCore("import { AsyncLocalStorage } from 'node:async_hooks'"),
      inCore("import type { IncomingMessage } from 'node:http'"),
      inGuard("import { once } from 'node:events'"),
      inCore("import express from 'express'"),
      inCore("import { LRUCache } from 'lru-cache'"),
      inCore("import type { LRUCache } from 'lru-cache'"),
      inCache("import { LRUCache } from 'lru-cache/raw'"),
    ],
    keeps: [
      inCore("import { createHmac } from 'node:crypto'"),
      inGuard("import { channel } from 'node:diagnostics_channel'"),
      inCache("import { LRUCache } from 'lru-cache'"),
      inNode("import type { IncomingMessage } from 'node:http'"),
    ],
  },
  'guard stands above core': {
    breaks: [
      inCore("import { checkOptions } from './guard/options.js'"),
      inCore("export { checkOptions } from './guard/index.js'"),
      inProtocol("import type { Policy } from '../guard/policy.js'"),
    ],
    keeps: [
      inGuard("import { policy } from './policy.js'"),
      inGuard("import { createVerifier } from '../verifier.js'"),
      inCore("import { x } from './guardian.js'"),
    ],
  },
  'client uses the protocol alone': {
    breaks: [
      inClient("import { signRequest } from '@hawk-auth/core'"),
      inClient("import { checkOptions } from '@hawk-auth/core/guard'"),
      inClient("import type { Verdict } from '@hawk-auth/core'"),
    ],
    keeps: [
      inClient("import { formatHeader } from '@hawk-auth/core/protocol'"),
      inNode("import { createVerifier } from '@hawk-auth/core'"),
    ],
  },
  'no top-level await': {
    breaks: [
      inNode('await ready'),
      inNode('export const key = await makeKey()'),
      inNode('if (wanted) { await ready }'),
      inNode('for await (const chunk of chunks) use(chunk)'),
      inNode('await using file = open()'),
      inNode('export class Gate { [await name]() {} }'),
      inNode('export class Gate { static ready = await make() }'),
    ],
    keeps: [
      inNode('export async function read() { await ready }'),
      inNode('export const read = async () => { for await (const chunk of chunks) use(chunk) }'),
      inNode('export class Gate { async read() { await using file = open() } }'),
      inNode('for (const chunk of chunks) use(chunk)'),
      inNode('using file = open()'),
    ],
  },
  'no export star': {
    breaks: [
      inNode("export * from './gate.js'"),
      inNode("export * as gate from './gate.js'"),
      inNode("export type * from './gate.js'"),
    ],
    keeps: [inNode("export { gate } from './gate.js'"), inNode('export { first as second }')],
  },
  'no default export': {
    breaks: [
      inNode('export default first'),
      inNode('export default function hawk() {}'),
      inNode('export default class Gate {}'),
      inNode('export { first as default }'),
      inNode("export { default } from './gate.js'"),
      inNode('export = first'),
      at('packages/fastify/src/plugin.ts')('export default first'),
    ],
    keeps: [
      inNode("export { default as gate } from './gate.js'"),
      inFastify('export { first as default }'),
      inNode('switch (first) { default: break }'),
    ],
  },
  'one clock': {
    breaks: [
      inCore('const now = Date.now()'),
      inNode('const now = Date.now'),
      inNode("const now = Date['now']()"),
      inNode('const { now } = Date'),
      inNode('const now = globalThis.Date.now()'),
      inNode('const now = new Date()'),
      inNode('const now = new Date'),
      inNode('const now = Date()'),
      inNode('const now = performance.now()'),
      inNode("import { performance } from 'node:perf_hooks'"),
      inNode('const now = process.hrtime.bigint()'),
    ],
    keeps: [
      inClock('const now = () => Date.now()'),
      inTestkit('const now = Date.now()'),
      inNode('const text = new Date(nowMs).toISOString()'),
      inNode('const then = Date.UTC(2026, 0)'),
      inNode('const headers = { Date: text }'),
      inNode('export function toMs(date: Date): number { return date.getTime() }'),
    ],
  },
  'no Math.random': {
    breaks: [
      inCore('const nonce = Math.random()'),
      inTestkit("const nonce = Math['random']()"),
      inNode('const { random } = Math'),
      inNode('const nonce = globalThis.Math.random()'),
    ],
    keeps: [inCore('const skew = Math.abs(-1)')],
  },
  'protocol knows no Node globals': {
    breaks: [inProtocol("const bytes = Buffer.from('x')"), inProtocol('const version = process.version')],
    keeps: [inCore("const bytes = Buffer.from('x')"), inProtocol('const kind = options.process')],
  },
  'no silenced tools': {
    breaks: [
      inNode('// eslint-disable-next-line no-console'),
      inNode('/* eslint-disable */'),
      inNode('// @ts-ignore'),
      inNode('// @ts-expect-error'),
      inNode('/* v8 ignore next */'),
    ],
    keeps: [inNode('// ignores what eslint says'), inNode('// prettier-ignore')],
  },
}
