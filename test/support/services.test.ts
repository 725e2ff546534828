import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findService, isMissing } from './services.js'
import type { Service } from './services.js'

const PRESENT: Service = { program: 'a-server-of-this-test', install: 'build it' }
const ABSENT: Service = { program: 'no-such-server', install: 'apt-get install no-such-server' }
const NOT_EXECUTABLE: Service = { program: 'a-text', install: 'chmod it' }
const DIRECTORY: Service = { program: 'a-directory', install: 'remove it' }

let directory: string
let PATH: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hawk-auth-services-'))
  writeFileSync(join(directory, PRESENT.program), '#!/bin/sh\n')
  chmodSync(join(directory, PRESENT.program), 0o755)
  writeFileSync(join(directory, NOT_EXECUTABLE.program), '')
  mkdirSync(join(directory, DIRECTORY.program))
  PATH = ['/nowhere', directory].join(delimiter)
})

afterAll(() => {
  rmSync(directory, { recursive: true })
})

function ask(service: Service, env: Record<string, string>): { isSkipped: boolean; told: string[] } {
  const told: string[] = []
  const isSkipped = isMissing(service, 'the suite', {
    env: { PATH, ...env },
    tell: (line) => told.push(line),
  })
  return { isSkipped, told }
}

describe('a suite whose service is there', () => {
  test.each([{}, { CI: 'true' }])('is run, and nothing is said: %o', (env) => {
    expect(ask(PRESENT, env)).toEqual({ isSkipped: false, told: [] })
  })
})

describe('a suite whose service is missing', () => {
  test.each([{}, { CI: '' }, { CI: 'false' }])(
    'is skipped on a developer’s machine, with one line: %o',
    (env) => {
      expect(ask(ABSENT, env)).toEqual({
        isSkipped: true,
        told: [
          'Skipped: the suite, because no-such-server is missing. To run it: apt-get install no-such-server',
        ],
      })
    },
  )

  test('fails in CI, and says how to get it', () => {
    expect(() => ask(ABSENT, { CI: 'true' })).toThrow(
      'the suite: no-such-server is missing, and in CI nothing is skipped. Install it: apt-get install no-such-server',
    )
  })
})

describe('a service', () => {
  test('is found on the PATH', () => {
    expect(findService(PRESENT, { PATH })).toBe(join(directory, PRESENT.program))
  })

  test.runIf(existsSync('/usr/sbin/chroot'))('is found where servers lie, PATH or no PATH', () => {
    expect(findService({ program: 'chroot', install: '' }, {})).toBe('/usr/sbin/chroot')
  })

  test.each([NOT_EXECUTABLE, DIRECTORY])(
    'is not a file of its name that cannot be run: $program',
    (service) => {
      expect(findService(service, { PATH })).toBeUndefined()
    },
  )

  test('is never looked for in the working directory', () => {
    expect(findService({ program: 'package.json', install: '' }, { PATH: '' })).toBeUndefined()
  })
})
