import { describe, expect, test } from 'vitest'
import { codeLines, namesFromCore } from './code-lines.js'
import { adapters, maxAdapterCodeLines, packageRows } from './packages.js'
import { parseFile } from './parsed-file.js'
import { packageDirectories, packageSources } from './repository.js'
import { ruleNames, rules } from './rules.js'

const sources = packageSources()

describe('the sources of the packages', () => {
  test('are found in every package: none is an empty shell', () => {
    const withSources = new Set(sources.map((file) => file.packageName))
    expect(packageDirectories().filter((name) => !withSources.has(name))).toEqual([])
    expect(withSources).toContain('core')
  })

  test.each(ruleNames)('keep the rule "%s"', (name) => {
    expect(sources.flatMap((file) => rules[name](file))).toEqual([])
  })
})

describe('the table of packages', () => {
  test('has a row for every directory', () => {
    expect(packageDirectories().filter((name) => packageRows[name] === undefined)).toEqual([])
  })

  test('has only arrows that go down', () => {
    const upward = Object.entries(packageRows).flatMap(([name, row]) =>
      row.imports
        .filter((to) => (packageRows[to]?.level ?? Infinity) >= row.level)
        .map((to) => `${name} → ${to}`),
    )
    expect(upward).toEqual([])
  })
})

describe('an adapter', () => {
  test.each(adapters)(`%s holds at most ${maxAdapterCodeLines} lines of code`, (name) => {
    const files = sources.filter((file) => file.packageName === name)
    const lines = files.reduce((total, file) => total + codeLines(file), 0)
    expect(lines).toBeLessThanOrEqual(maxAdapterCodeLines)
  })

  test.each(['koa', 'fastify', 'node', 'fetch'])('%s gives its users what express gives them', (name) => {
    const namesOf = (adapter: string): string[] =>
      sources
        .filter(({ path }) => path === `packages/${adapter}/src/index.ts`)
        .flatMap(namesFromCore)
        .filter((each) => each !== 'RouteSettings')
        .sort()
    expect(namesOf('express')).toContain('createVerifier')
    expect(namesOf(name)).toEqual(namesOf('express'))
  })

  test('is measured without blank lines and comments', () => {
    const text =
      'export { a } from "./a.js"\n/** Doc.\n * More. */\nexport function f() {\n\n  // why\n  return `a\nb` /* x\n */\n}\n'
    expect(codeLines(parseFile('packages/express/src/index.ts', text))).toBe(4)
  })
})
