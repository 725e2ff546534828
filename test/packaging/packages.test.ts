import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkBrowserTypes, checkTypes } from './consumer-types.js'
import { installedAt, makeConsumer } from './consumer.js'
import { publicPackages, readManifest } from './public-packages.js'
import { runNode } from './run-node.js'
import { runSuitesUnderNodeTest } from './suites-under-node-test.js'

let consumer = ''

beforeAll(() => {
  consumer = makeConsumer()
}, 120_000)

afterAll(() => {
  if (consumer !== '') rmSync(consumer, { recursive: true })
})

describe.each(publicPackages)('the tarball of $manifest.name', ({ directory, manifest, entries }) => {
  test('holds the built files, their sources, a readme and the licence, and nothing else', () => {
    const installed = installedAt(consumer, manifest.name)
    const command = manifest.bin === undefined ? [] : ['bin']
    expect(readdirSync(installed).sort()).toEqual(
      ['LICENSE', 'README.md', ...command, 'dist', 'package.json', 'src'].sort(),
    )
    const sources = filesBelow(join(installed, 'src'))
    const outputs = sources.flatMap((source) => {
      const stem = source.replace(/\.ts$/, '')
      return [`${stem}.d.ts`, `${stem}.d.ts.map`, `${stem}.js`, `${stem}.js.map`]
    })
    expect(filesBelow(join(installed, 'dist'))).toEqual(outputs.sort())
  })

  test('has source maps that lead to its sources', () => {
    const installed = installedAt(consumer, manifest.name)
    for (const file of filesBelow(join(installed, 'dist')).filter((name) => name.endsWith('.map'))) {
      const { sources } = JSON.parse(readFileSync(join(installed, 'dist', file), 'utf8')) as {
        sources: string[]
      }
      for (const source of sources)
        expect(readFileSync(join(installed, 'dist', file, '..', source), 'utf8')).not.toBe('')
    }
  })

  test('depends on its siblings at its own version', () => {
    const packed = readManifest(installedAt(consumer, manifest.name))
    const siblings = Object.entries(packed.dependencies ?? {}).filter(([name]) =>
      name.startsWith('@hawk-auth/'),
    )
    for (const [, range] of siblings) expect(range).toBe(packed.version)
  })

  test('says what it is', () => {
    const packed = readManifest(installedAt(consumer, manifest.name))
    expect(packed).toMatchObject({
      type: 'module',
      sideEffects: false,
      license: 'MIT',
      engines: { node: '>=20.19' },
    })
    expect(packed.repository).toMatchObject({ directory: `packages/${directory}` })
    expect(packed.description).toMatch(/\w/)
    expect(packed.keywords).toContain('hawk')
  })

  test('exports types and default alone, so that require() finds the same module as import', () => {
    const targets = Object.values(manifest.exports).filter((target) => typeof target !== 'string')
    for (const target of targets) expect(Object.keys(target)).toEqual(['types', 'default'])
    // What is a command is run, and not imported.
    expect(targets.length > 0).toBe(manifest.bin === undefined)
  })

  test.each(entries)('gives require("%s") the names that import gives', (entry) => {
    const imported = runNode(
      ['--input-type=module', '--eval', `import * as it from '${entry}'; ${printNames}`],
      consumer,
    )
    const required = runNode(
      ['--input-type=commonjs', '--eval', `const it = require('${entry}'); ${printNames}`],
      consumer,
    )
    expect(JSON.parse(imported)).not.toEqual([])
    expect(JSON.parse(required)).toEqual(JSON.parse(imported))
  })
})

test('a strict TypeScript project compiles against the tarballs, by import and by require()', () => {
  checkTypes(consumer)
}, 60_000)

test('the protocol compiles in a browser project that knows nothing of Node', () => {
  checkBrowserTypes(consumer)
}, 60_000)

test('the suites of the testkit run by node:test, every case of them', () => {
  const { tests, pass, fail, skipped } = runSuitesUnderNodeTest(consumer)
  expect(tests).toBeGreaterThan(400)
  expect({ pass, fail, skipped }).toEqual({ pass: tests, fail: 0, skipped: 0 })
}, 120_000)

test('a server closes that has refused a large body, though nothing else keeps its process', () => {
  const script = `
    import { createServer } from 'node:http'
    import { once } from 'node:events'
    import { hawk } from '@hawk-auth/node'
    const guard = hawk({ credentials: () => null, publicUrl: 'http://api.example.com' })
    const server = createServer(guard.wrap(() => undefined)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const body = 'x'.repeat(3e6)
    const { status } = await fetch('http://127.0.0.1:' + server.address().port, { method: 'POST', body })
    await new Promise((resolve) => server.close(resolve))
    console.log(status)`
  expect(runNode(['--input-type=module', '--eval', script], consumer).trim()).toBe('401')
}, 30_000)

test('all packages share one version', () => {
  expect(new Set(publicPackages.map(({ manifest }) => manifest.version)).size).toBe(1)
})

/** Node marks what it requires that has a default export. */
const printNames =
  "console.log(JSON.stringify(Object.keys(it).filter((name) => name !== '__esModule').sort()))"

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort()
}
