import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { endWithThisProcess, gatherOutput } from '../../../../../test/support/child-process.js'
import { freePort } from '../../../../../test/support/running-service.js'
import { findService, isMissing } from '../../../../../test/support/services.js'
import type { Service } from '../../../../../test/support/services.js'
import { runSql } from '../../support/databases.js'

/** A database server of a test alone, which it may stop. */
export interface OwnServer {
  /** An empty database, with a password in the URL. */
  location: string
  /** The same as somebody who may do everything. */
  adminLocation: string
  start: () => Promise<void>
  /** Ends it as an operator does; `crash` as a loss of power does. */
  stop: (how?: 'crash') => Promise<void>
  /** Ends it, and removes what it had. */
  remove: () => Promise<void>
}

export interface OwnServerKind {
  label: string
  isMissing: (suite: string) => boolean
  make: () => Promise<OwnServer>
}

export const PASSWORD = 'hunter2'
const DATABASE = 'hawk'

/** Neither of the two runs as root. */
const NOBODY = 65_534
const ACCOUNT = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

/** Debian keeps the programs of PostgreSQL off the PATH. */
const POSTGRES_DIRECTORIES = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
  : []
const ENV = {
  ...process.env,
  PATH: [process.env['PATH'] ?? '', ...POSTGRES_DIRECTORIES].join(delimiter),
}

const POSTGRES: Service = {
  program: 'postgres',
  install: 'apt-get install --no-install-recommends postgresql',
}
const MARIADB: Service = {
  program: 'mariadbd',
  install: 'apt-get install --no-install-recommends mariadb-server',
}
const MARIADB_INSTALL: Service = { ...MARIADB, program: 'mariadb-install-db' }

export const OWN_SERVERS: readonly OwnServerKind[] = [
  { label: 'PostgreSQL', isMissing: missing(POSTGRES), make: makePostgres },
  { label: 'MariaDB', isMissing: missing(MARIADB), make: makeMariadb },
]

function missing(service: Service): (suite: string) => boolean {
  return (suite) => isMissing(service, suite, { env: ENV, tell: (line) => console.warn(line) })
}

async function makePostgres(): Promise<OwnServer> {
  const { directory, port } = await place()
  const programs = dirname(realpathSync(pathOf(POSTGRES)))
  const data = join(directory, 'data')
  await runAsNobody(join(programs, 'initdb'), [
    ...['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'],
  ])
  const serving = server({
    directory,
    program: join(programs, 'postgres'),
    args: ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', directory],
    signals: { orderly: 'SIGINT', crash: 'SIGQUIT' },
    ask: `postgres://postgres@127.0.0.1:${port}/postgres`,
  })
  return prepared(serving, {
    adminLocation: `postgres://postgres@127.0.0.1:${port}/${DATABASE}`,
    location: `postgres://hawk:${PASSWORD}@127.0.0.1:${port}/${DATABASE}`,
    statements: [`create role hawk login password '${PASSWORD}'`, `create database ${DATABASE} owner hawk`],
  })
}

async function makeMariadb(): Promise<OwnServer> {
  const { directory, port } = await place()
  const data = join(directory, 'data')
  await runAsNobody(pathOf(MARIADB_INSTALL), [
    ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
  ])
  const serving = server({
    directory,
    program: pathOf(MARIADB),
    args: [
      ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'],
      ...[`--socket=${join(directory, 'socket')}`, `--pid-file=${join(directory, 'pid')}`],
    ],
    signals: { orderly: 'SIGTERM', crash: 'SIGKILL' },
    ask: `mysql://root@127.0.0.1:${port}/mysql`,
  })
  return prepared(serving, {
    adminLocation: `mysql://root@127.0.0.1:${port}/${DATABASE}`,
    location: `mysql://hawk:${PASSWORD}@127.0.0.1:${port}/${DATABASE}`,
    statements: [
      `create database ${DATABASE}`,
      `create user hawk@'%' identified by '${PASSWORD}'`,
      `grant all on ${DATABASE}.* to hawk@'%'`,
    ],
  })
}

async function place(): Promise<{ directory: string; port: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-server-'))
  if (ACCOUNT.uid !== undefined) chownSync(directory, ACCOUNT.uid, ACCOUNT.gid)
  return { directory, port: await freePort() }
}

function pathOf(service: Service): string {
  const path = findService(service, ENV)
  if (path === undefined) throw new Error(`there is no ${service.program}`)
  return path
}

async function runAsNobody(program: string, args: readonly string[]): Promise<void> {
  const child = startAsNobody(program, args)
  const output = gatherOutput(child)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${output()}`)
}

function startAsNobody(program: string, args: readonly string[]): ReturnType<typeof spawnAsNobody> {
  const child = spawnAsNobody(program, args)
  endWithThisProcess(child)
  return child
}

function spawnAsNobody(program: string, args: readonly string[]) {
  return spawn(program, args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'], ...ACCOUNT })
}

type Serving = Pick<OwnServer, 'start' | 'stop' | 'remove'> & { ask: string }

function server(options: {
  directory: string
  program: string
  args: readonly string[]
  signals: Record<'orderly' | 'crash', NodeJS.Signals>
  ask: string
}): Serving {
  const { directory, program, args, signals, ask } = options
  let running: { child: ChildProcess; ended: Promise<unknown> } | null = null
  async function stop(how: 'orderly' | 'crash' = 'orderly'): Promise<void> {
    running?.child.kill(signals[how])
    await running?.ended
    running = null
  }
  return {
    ask,
    async start() {
      const child = startAsNobody(program, args)
      const output = gatherOutput(child)
      running = { child, ended: once(child, 'close') }
      while (!(await answers(ask))) {
        if (child.exitCode !== null) throw new Error(`${program} did not start: ${output()}`)
        await pause(20)
      }
    },
    stop,
    async remove() {
      await stop()
      rmSync(directory, { recursive: true })
    },
  }
}

async function answers(location: string): Promise<boolean> {
  return runSql(location, 'select 1').then(
    () => true,
    () => false,
  )
}

async function prepared(
  { ask, ...serving }: Serving,
  { statements, ...locations }: { location: string; adminLocation: string; statements: readonly string[] },
): Promise<OwnServer> {
  await serving.start()
  await runSql(ask, ...statements)
  return { ...serving, ...locations }
}
