import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { codeOf, tableBehind } from '../../../test/docs/tables.js'
import { EXIT_CODES } from '../src/exit-codes.js'
import { Terminal } from '../src/output/terminal.js'
import { createProgram } from '../src/program.js'
import { runProgram } from './support/program.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

function leaves(command: Command, words: string[] = []): { words: string[]; command: Command }[] {
  if (command.commands.length === 0) return [{ words, command }]
  return command.commands.flatMap((each) => leaves(each, [...words, each.name()]))
}

const io = { env: {}, stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
const program = createProgram({ io, terminal: new Terminal(io) }, { out: () => undefined })
const commands = leaves(program)

describe('help', () => {
  test.each(commands)('of $words has examples that the program takes', async ({ words, command }) => {
    const { code, stdout, stderr } = await runProgram([...words, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [, shown = ''] = stdout.split('Examples:\n')
    expect(shown).toContain(`hawk-auth ${words.join(' ')}`)
    const known = [...command.options, ...program.options].map(({ long }) => long)
    const used = [...shown.matchAll(/ (--[a-z-]+)/g)].map(([, option = '']) => option)
    expect(known).toEqual(expect.arrayContaining(used))
  })

  test('of the program lists the exit codes', async () => {
    const { stdout } = await runProgram(['--help'])
    for (const { code, meaning } of Object.values(EXIT_CODES)) {
      expect(stdout).toContain(`${String(code).padStart(4)}  ${meaning}`)
    }
  })
})

describe('the README', () => {
  test('has every exit code, as the program has it', () => {
    const rows = tableBehind(README, 'Exit codes', 'code').map(([code, meaning]) => ({
      code: Number(codeOf(code)[0]),
      meaning: meaning?.replaceAll('`', ''),
    }))
    expect(rows).toEqual(Object.values(EXIT_CODES).map(({ code, meaning }) => ({ code, meaning })))
  })

  test('has every command, with every option of its own', () => {
    const rows = tableBehind(README, 'Commands', 'command').map(([command]) => {
      const [name = '', ...options] = codeOf(command)
      return { name: name.replace(/ [<[].*$/, ''), options: options.map((option) => option.split(' ')[0]) }
    })
    expect(rows).toEqual(
      commands.map(({ words, command }) => ({
        name: words.at(-1),
        options: command.options.map(({ long }) => long),
      })),
    )
  })

  test('has every option that all commands take', () => {
    const rows = tableBehind(README, 'Options of every command', 'option').map(
      ([option]) => codeOf(option)[0],
    )
    expect(rows.map((option) => option?.split(' ')[0])).toEqual(
      program.options.map(({ long }) => long).filter((long) => long !== '--version'),
    )
  })
})
