import { existsSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBewit, signRequest } from '@hawk-auth/core'
import type { HawkCredentials, Verifier } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/express'
import express from 'express'
import type { ErrorRequestHandler } from 'express'
import { expect } from 'vitest'
import {
  credentials,
  exposesToBrowsers,
  guardsJobs,
  lendsItsGuards,
  PUBLIC_URL,
  send,
  start,
} from './exercise.js'
import type { Exercise } from './exercise.js'
import { credentialsExercises } from './exercises-credentials.js'
import { fastifyExercises } from './exercises-fastify.js'
import { fetchExercises } from './exercises-fetch.js'
import { koaExercises } from './exercises-koa.js'
import { redisExercises } from './exercises-redis.js'
import { watchingExercises } from './exercises-watching.js'
import { realFetch } from './run-program.js'
import type { RunningProgram } from './run-program.js'

async function streamsUploads(program: RunningProgram): Promise<void> {
  const payload = 'x'.repeat(1_000_000)
  const upload = { method: 'PUT', path: '/api/logs/17', payload }
  const accepted = await send(program, upload)
  expect(accepted.status).toBe(201)
  const { name } = JSON.parse(accepted.body) as { name: string }
  const kept = join(tmpdir(), `${name}.log`)
  expect(existsSync(kept)).toBe(true)
  rmSync(kept)
  const refused = await send(program, { ...upload, forged: `y${payload.slice(1)}` })
  expect(refused.status).toBe(401)
  expect(refused.headers.get('www-authenticate')).toBe('Hawk error="Bad payload hash"')
}

async function opensLinks(program: RunningProgram): Promise<void> {
  const { pathname, search } = new URL(program.printed.at(-1) ?? '')
  for (const attempt of ['first', 'again']) {
    const opened = await realFetch(program.origin + pathname + search)
    expect([attempt, opened.status]).toEqual([attempt, 200])
    expect(opened.headers.get('cache-control')).toBe('private, no-store')
  }
  const tooLong = createBewit({ url: `${PUBLIC_URL}/reports/may`, credentials, ttlSeconds: 3600 })
  expect((await realFetch(`${program.origin}/reports/may?bewit=${tooLong}`)).status).toBe(401)
}

async function upgrades({ origin }: RunningProgram): Promise<void> {
  const ask = async (authorization: string): Promise<string> => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    socket.write(
      `GET /chat HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: Upgrade\r\nUpgrade: echo\r\n${authorization}\r\n`,
    )
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    return answer.toString('latin1')
  }
  const { authorization } = signRequest({ url: `${PUBLIC_URL}/chat`, credentials })
  expect(await ask(`Authorization: ${authorization}\r\n`)).toContain('HTTP/1.1 101')
  expect(await ask(`Authorization: ${authorization}\r\n`)).toContain('HTTP/1.1 401')
  expect(await ask('')).toContain('HTTP/1.1 401')
}

async function speaksHttp2({ origin }: RunningProgram): Promise<void> {
  const session = connectHttp2(origin)
  const { authorization } = signRequest({ url: `${PUBLIC_URL}/`, credentials })
  const stream = session.request({ ':path': '/', authorization }).setEncoding('utf8')
  let body = ''
  stream.on('data', (chunk: string) => (body += chunk))
  await once(stream, 'end')
  session.close()
  expect(body).toBe('Hello, ci-bot, over HTTP/2.0')
}

/** One exercise for every example; by document and heading. */
export const exercises: Readonly<Record<string, Exercise>> = {
  'README.md hawk-auth': (program) => guardsJobs(program, { by: 'ci-bot', job: { name: 'build' } }),
  'README.md Sign a request': ({ printed }) => {
    expect(printed).toEqual(['200 {"by":"ci-bot","job":{"name":"build"}}'])
  },
  'README.md Credential store': ({ exports }) => {
    expect(exports['guard']).toBeTypeOf('function')
  },
  'README.md Refusals': answersRefusalsAsJson,
  'README.md Replay cache': ({ exports }) => {
    expect(exports['apiGuard']).not.toBe(exports['hookGuard'])
  },
  'README.md Bodies and uploads': streamsUploads,
  'README.md Links that open without a header': opensLinks,
  'README.md Signed answers': async ({ exports }) => {
    const { fetchBalance } = exports as { fetchBalance: () => Promise<unknown> }
    expect(await fetchBalance()).toEqual({ balance: 42 })
  },
  'README.md Requests without credentials': async (program) => {
    const path = '/hello'
    expect((await send(program, { path })).body).toBe('{"hello":"ci-bot"}')
    const nobody = await send(program, { path, isSigned: false })
    expect(nobody.body).toBe('{"hello":"stranger"}')
    expect(nobody.headers.get('vary')).toContain('Authorization')
  },
  'README.md Events': async (program) => {
    await send(program, { path: '/hello', key: 'guessed' })
    expect(program.printed).toEqual([
      expect.stringMatching(/^ci-bot was refused: bad mac .*ERR_HAWK_BAD_MAC/),
    ])
  },
  'README.md Upgrades': upgrades,
  'packages/core/README.md Verify a request': async ({ exports }) => {
    const { teamOf } = exports as { teamOf: (facts: object) => Promise<string> }
    const { authorization } = signRequest({ url: 'https://api.example.com/a', credentials })
    const facts = { method: 'GET', target: '/a', host: 'api.example.com', port: 443, authorization }
    expect(await teamOf(facts)).toBe('infra')
    await expect(teamOf(facts)).rejects.toMatchObject({ code: 'ERR_HAWK_REPLAYED' })
  },
  'packages/core/README.md A body that arrives later': ({ printed }) => {
    expect(printed).toEqual(['true'])
  },
  'packages/core/README.md Bewits and messages': ({ printed }) => {
    expect(printed).toEqual(['true', 'true'])
  },
  'packages/core/README.md A cache in front of your store': ({ exports }) => admitsOnce(exports['verifier']),
  'packages/core/README.md A replay cache of your own': ({ exports }) => admitsOnce(exports['verifier']),
  'packages/core/README.md Check what comes back': checksAnswers,
  'packages/core/README.md `@hawk-auth/core/protocol`': ({ printed }) => {
    expect(printed).toEqual([
      'hawk.1.header\n1353832234\nj4h3g2\nGET\n/resource/1?b=1&a=2\nexample.com\n8000\n\n\n',
    ])
  },
  'packages/node/README.md Wrap a handler': (program) =>
    guardsJobs(program, { by: 'ci-bot', body: '{"name":"build"}' }),
  'packages/node/README.md Decide route by route': async (program) => {
    expect((await send(program, { path: '/health', isSigned: false })).body).toBe('well')
    expect((await send(program, { path: '/' })).body).toBe('Hello, ci-bot')
    const refused = await send(program, { path: '/', isSigned: false })
    expect(refused.status).toBe(401)
    expect(JSON.parse(refused.body)).toMatchObject({ statusCode: 401, code: 'ERR_HAWK_MISSING' })
  },
  'packages/node/README.md HTTP/2': speaksHttp2,
  'packages/express/README.md Mount the guard': (program) =>
    guardsJobs(program, { team: 'infra', verified: true, job: { name: 'build' } }),
  'packages/express/README.md Routers and several guards': lendsItsGuards,
  'README.md CORS': exposesToBrowsers,
  ...koaExercises,
  ...redisExercises,
  ...credentialsExercises,
  ...fastifyExercises,
  ...fetchExercises,
  ...watchingExercises,
}

/** Verifies a request of ci-bot, twice: the first is accepted, the second a replay. */
async function admitsOnce(verifier: unknown): Promise<void> {
  const { authorization } = signRequest({ url: 'https://api.example.com/a', credentials })
  const facts = { method: 'GET', target: '/a', host: 'api.example.com', port: 443, authorization }
  const verify = async (): Promise<string> => {
    const verdict = await (verifier as Verifier<HawkCredentials>).verify(facts)
    return verdict.ok ? 'accepted' : verdict.error.code
  }
  expect([await verify(), await verify()]).toEqual(['accepted', 'ERR_HAWK_REPLAYED'])
}

async function answersRefusalsAsJson({ exports }: RunningProgram): Promise<void> {
  const app = express()
  app.use(hawk({ credentials: () => null, publicUrl: PUBLIC_URL }))
  app.use(exports['answerRefusals'] as ErrorRequestHandler)
  const answer = await realFetch(await start(app))
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toBe('Hawk')
  expect(await answer.json()).toEqual({ code: 'ERR_HAWK_MISSING', message: 'Hawk authentication required' })
}

/** A client with a slow clock is refused, learns the time from the challenge, and then checks what is answered. */
async function checksAnswers({ exports }: RunningProgram): Promise<void> {
  const { get } = exports as { get: (url: string) => Promise<string> }
  const clock = (): number => Date.now() + 3_600_000
  const app = express()
  const find = (): HawkCredentials => ({ ...credentials, approved: true })
  app.use(hawk({ credentials: find, publicUrl: PUBLIC_URL, clock, signResponses: true }))
  app.get('/well', (_req, res) => res.send('well'))
  await start(app)
  await expect(get(`${PUBLIC_URL}/well`)).rejects.toThrow('Stale timestamp')
  expect(await get(`${PUBLIC_URL}/well`)).toBe('well')
}
