import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBewit, signRequest } from '@hawk-auth/core'
import { expect } from 'vitest'
import { credentials, exposesToBrowsers, guardsJobs, lendsItsGuards, PUBLIC_URL, send } from './exercise.js'
import type { Exercise } from './exercise.js'
import { realFetch } from './run-program.js'
import type { RunningProgram } from './run-program.js'

/** The examples of the Fastify adapter. */
export const fastifyExercises: Readonly<Record<string, Exercise>> = {
  'packages/fastify/README.md Register the plugin': async (program) => {
    await guardsJobs(program, { by: 'ci-bot', verified: true, job: { name: 'build' } })
    expect((await send(program, { path: '/health', isSigned: false })).body).toBe('well')
    expect((await send(program, { path: '/api/nowhere', isSigned: false })).status).toBe(404)
  },
  'packages/fastify/README.md Who sent it': async (program) => {
    expect((await send(program, { path: '/team' })).body).toBe('{"team":"infra"}')
    expect((await send(program, { path: '/team', isSigned: false })).status).toBe(401)
  },
  'packages/fastify/README.md Settings of a route': async (program) => {
    expect((await send(program, { path: '/health', isSigned: false })).body).toBe('well')
    expect((await send(program, { path: '/hello', isSigned: false })).body).toBe('{"hello":"stranger"}')
    expect((await send(program, { path: '/hello' })).body).toBe('{"hello":"ci-bot"}')
    const link = (ttlSeconds: number): string => {
      const url = `${PUBLIC_URL}/reports/may`
      return `${program.origin}/reports/may?bewit=${createBewit({ url, credentials, ttlSeconds })}`
    }
    expect(await (await realFetch(link(300))).json()).toEqual({ by: 'ci-bot' })
    expect((await realFetch(link(3600))).status).toBe(401)
  },
  'packages/fastify/README.md Several guards': lendsItsGuards,
  'packages/fastify/README.md Refusals': async (program) => {
    expect((await send(program, { path: '/' })).body).toBe('in')
    const refused = await send(program, { path: '/', key: 'another key' })
    expect([refused.status, refused.headers.get('www-authenticate'), refused.body]).toEqual([
      401,
      'Hawk error="Bad mac"',
      '{"problem":"Bad mac"}',
    ])
  },
  'packages/fastify/README.md CORS': exposesToBrowsers,
  'packages/fastify/README.md Uploads': streamsFiles,
  'packages/fastify/README.md In tests': ({ printed }) => {
    expect(printed).toEqual(['200 {"by":"ci-bot","job":{"name":"build"}}'])
  },
}

async function streamsFiles({ origin }: RunningProgram): Promise<void> {
  const upload = async (text: string, signed = text): Promise<Response> => {
    const url = `${PUBLIC_URL}/api/logs`
    const contentType = 'multipart/form-data; boundary=edge'
    const payload = fileField(signed)
    const { authorization } = signRequest({ method: 'POST', url, credentials, payload, contentType })
    const headers = { authorization, 'content-type': contentType }
    return realFetch(`${origin}/api/logs`, { method: 'POST', headers, body: fileField(text) })
  }
  const text = 'x'.repeat(3_000_000)
  const accepted = await upload(text)
  expect(accepted.status).toBe(201)
  const { name } = (await accepted.json()) as { name: string }
  const kept = join(tmpdir(), `${name}.log`)
  expect(readFileSync(kept, 'utf8')).toBe(text)
  rmSync(kept)
  const refused = await upload(`y${text.slice(1)}`, text)
  expect(refused.status).toBe(401)
  expect(refused.headers.get('www-authenticate')).toBe('Hawk error="Bad payload hash"')
  expect(existsSync(join(tmpdir(), `${name}.part`))).toBe(false)
}

function fileField(text: string): string {
  const head = 'Content-Disposition: form-data; name="log"; filename="a.log"\r\nContent-Type: text/plain'
  return `--edge\r\n${head}\r\n\r\n${text}\r\n--edge--\r\n`
}
