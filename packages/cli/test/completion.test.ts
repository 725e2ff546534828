import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { isMissing } from '../../../test/support/services.js'
import { Terminal } from '../src/output/terminal.js'
import { createProgram } from '../src/program.js'
import { runProgram, testedProgram } from './support/program.js'

const BASH = { program: 'bash', install: 'apt-get install --no-install-recommends bash' }
const ZSH = { program: 'zsh', install: 'apt-get install --no-install-recommends zsh' }
const FISH = { program: 'fish', install: 'apt-get install --no-install-recommends fish' }

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram(['completion', shell])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

/** Every command with the words that lead to it. */
function commands(command: Command, words: string[] = []): { words: string[]; command: Command }[] {
  return [{ words, command }, ...command.commands.flatMap((each) => commands(each, [...words, each.name()]))]
}

function programTree(): Command {
  const io = { env: {}, stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  return createProgram({ io, terminal: new Terminal(io) }, { out: () => undefined })
}

describe.skipIf(isMissing(BASH, 'completion in bash'))('completion in bash', () => {
  /** What bash offers for the last of the words. */
  async function complete(...words: string[]): Promise<string[]> {
    const { directory } = testedProgram()
    writeFileSync(join(directory, 'completion.bash'), await scriptFor('bash'))
    writeFileSync(join(directory, 'some file.key'), '')
    const asked = `
      source ./completion.bash || exit 1
      [[ "$(complete -p hawk-auth)" =~ -F\\ ([^ ]+) ]] || exit 1
      COMP_WORDS=(hawk-auth "$@") COMP_CWORD=$#
      "\${BASH_REMATCH[1]}" 2>/dev/null
      printf '%s\\n' "\${COMPREPLY[@]}"
    `
    const { status, stdout } = spawnSync('bash', ['--norc', '-c', asked, 'bash', ...words], {
      cwd: directory,
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    return stdout.split('\n').filter((line) => line !== '')
  }

  test.each([
    [['cred'], ['credentials']],
    [[''], ['credentials', 'completion']],
    [
      ['credentials', 're'],
      ['refuse', 'resume', 'rotate', 'reset', 'rewrap'].filter((word) => word.startsWith('re')),
    ],
    [['credentials', 'create', '--if'], ['--if-missing']],
    [['credentials', 'create', '--ac'], ['--actor']],
    [
      ['credentials', 'create', 'ci-bot', 'ada', 'x', '--algorithm', ''],
      ['sha256', 'sha384', 'sha512'],
    ],
    [['--database', 'credentials', 'credentials', 'rot'], ['rotate']],
    [['credentials', 'list', '--status', 'p'], ['pending']],
    [['credentials', 'list', '--owner', 'p'], []],
    [['credentials', 'create', '--key-file', 'some'], ['some file.key']],
    [['credentials', 'import', 'some'], ['some file.key']],
    [['credentials', 'show', 'some'], []],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
  ])('%j offers %j', async (words, offered) => {
    expect(await complete(...words)).toEqual(offered)
  })

  test('offers every command and every option of the program', async () => {
    for (const { words, command } of commands(programTree())) {
      const options = await complete(...words, '--')
      expect(options).toEqual(
        expect.arrayContaining([
          ...command.options.map(({ long }) => long),
          '--database',
          '--json',
          '--help',
        ]),
      )
      if (command.commands.length === 0) continue
      expect(await complete(...words, '')).toEqual(command.commands.map((each) => each.name()))
    }
  })
})

describe.each([
  ['zsh', ZSH],
  ['fish', FISH],
])('completion in %s', (shell, service) => {
  test('names every command and every option', async () => {
    const script = await scriptFor(shell)
    for (const { command } of commands(programTree())) {
      expect(script).toContain(command.name())
      for (const { long } of command.options) expect(script).toContain(long?.slice(2))
    }
  })

  test.skipIf(isMissingHere(service, shell))('is a script that the shell reads', async () => {
    const file = join(testedProgram().directory, `completion.${shell}`)
    writeFileSync(file, await scriptFor(shell))
    const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})

/** Unlike bash, these are no part of a machine that builds: without them their scripts are only read for words. */
function isMissingHere(service: typeof ZSH, shell: string): boolean {
  return isMissing(service, `the ${shell} script in ${shell}`, {
    env: { ...process.env, CI: undefined },
    tell: (line) => console.warn(line),
  })
}
