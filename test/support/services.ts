import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that suites need and that npm doesn't bring. They start it themselves, as a child of their own. */
export interface Service {
  /** The name of the program. */
  program: string
  /** How one gets it. */
  install: string
}

export const NGINX: Service = {
  program: 'nginx',
  install: 'apt-get install --no-install-recommends nginx-light',
}

export const HAPROXY: Service = {
  program: 'haproxy',
  install: 'apt-get install --no-install-recommends haproxy',
}

/** Where servers lie that ordinary users don't have on their PATH. */
const SERVER_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** What {@link isMissing} goes by; the process's own, unless a test says otherwise. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>
  /** Told the one line of a suite that is skipped. */
  tell: (line: string) => void
}

const HERE: Surroundings = {
  env: process.env,
  tell: (line) => {
    console.warn(line)
  },
}

/**
 * Whether a suite must be skipped because its service is not on this machine; then one line says what is skipped, and
 * how it can be run. In CI, where `CI` is `true`, nothing may be skipped.
 *
 * @param suite - what is skipped, as the line calls it
 * @throws Error in CI, where the service is missing
 * @example
 * describe.skipIf(isMissing(NGINX, 'the guards behind nginx'))('behind nginx', () => { … })
 */
export function isMissing(service: Service, suite: string, { env, tell }: Surroundings = HERE): boolean {
  if (findService(service, env) !== undefined) return false
  const { program, install } = service
  if (env['CI'] === 'true') {
    throw new Error(`${suite}: ${program} is missing, and in CI nothing is skipped. Install it: ${install}`)
  }
  tell(`Skipped: ${suite}, because ${program} is missing. To run it: ${install}`)
  return true
}

/** The path of a service's program; `undefined` where this machine doesn't have it. */
export function findService(
  { program }: Service,
  env: Surroundings['env'] = process.env,
): string | undefined {
  const directories = [...(env['PATH'] ?? '').split(delimiter), ...SERVER_DIRECTORIES]
  return directories
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, program))
    .find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
