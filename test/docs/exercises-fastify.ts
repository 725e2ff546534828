import { createBewit } from '@hawk-auth/core'
import { expect } from 'vitest'
import {
  credentials,
  exposesToBrowsers,
  guardsJobs,
  lendsItsGuards,
  PUBLIC_URL,
  send,
  takesUploads,
} from './exercise.js'
import type { Exercise } from './exercise.js'
import { realFetch } from './run-program.js'

/** The examples of the Fastify adapter. */
export const fastifyExercises: Readonly<Record<string, Exercise>> = {
  'packages/fastify/README.md Register the plugin': async (program) => {
    expect((await send(program, { path: '/health', isSigned: false })).body).toBe('well')
    await guardsJobs(program, { by: 'ci-bot', verified: true, job: { name: 'build' } })
    expect((await send(program, { path: '/api/nowhere', isSigned: false })).status).toBe(404)
  },
  'packages/fastify/README.md Who sent it': async (program) => {
    expect((await send(program, { path: '/team' })).body).toBe('{"team":"infra"}')
  },
  'packages/fastify/README.md Settings of a route': async (program) => {
    expect((await send(program, { path: '/health', isSigned: false })).body).toBe('well')
    expect((await send(program, { path: '/hello', isSigned: false })).body).toBe('{"hello":"stranger"}')
    expect((await send(program, { path: '/hello' })).body).toBe('{"hello":"ci-bot"}')
    const bewit = createBewit({ url: `${PUBLIC_URL}/reports/may`, credentials, ttlSeconds: 60 })
    expect(await (await realFetch(`${program.origin}/reports/may?bewit=${bewit}`)).json()).toEqual({
      by: 'ci-bot',
    })
    expect((await realFetch(`${program.origin}/hello?bewit=${bewit}`)).status).toBe(200)
  },
  'packages/fastify/README.md Several guards': lendsItsGuards,
  'packages/fastify/README.md Refusals': async (program) => {
    const refused = await send(program, { path: '/', isSigned: false })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toBe('Hawk')
    expect(JSON.parse(refused.body)).toEqual({ problem: 'Hawk authentication required' })
    expect((await send(program, { path: '/' })).body).toBe('in')
  },
  'packages/fastify/README.md CORS': exposesToBrowsers,
  'packages/fastify/README.md Uploads': async (program) => {
    const part = (bytes: string): string =>
      `--edge\r\nContent-Disposition: form-data; name="log"; filename="a.log"\r\n\r\n${bytes}\r\n--edge--\r\n`
    const contentType = 'multipart/form-data; boundary=edge'
    const sending = { method: 'POST', path: '/api/logs', contentType }
    await takesUploads(program, {
      ...sending,
      payload: part('x'.repeat(1_000_000)),
      forged: part('y'.repeat(1_000_000)),
    })
  },
  'packages/fastify/README.md In tests': ({ printed }) => {
    expect(printed).toEqual(['200 {"by":"ci-bot","job":{"name":"build"}}'])
  },
}
