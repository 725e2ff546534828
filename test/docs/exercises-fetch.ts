import { signRequest } from '@hawk-auth/core'
import { expect } from 'vitest'
import { credentials, guardsJobs, PUBLIC_URL, send } from './exercise.js'
import type { Exercise } from './exercise.js'

/** The examples of the guard for fetch-style handlers. */
export const fetchExercises: Readonly<Record<string, Exercise>> = {
  'packages/fetch/README.md A route handler': async ({ exports }) => {
    const { POST } = exports as {
      POST: (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response>
    }
    const ask = async (body: string): Promise<Response> => {
      const url = `${PUBLIC_URL}/api/jobs/7`
      const contentType = 'application/json'
      const payload = '{"name":"build"}'
      const { authorization } = signRequest({ method: 'POST', url, credentials, payload, contentType })
      const headers = { authorization, 'content-type': contentType }
      const request = new Request(url, { method: 'POST', headers, body })
      return POST(request, { params: Promise.resolve({ id: '7' }) })
    }
    expect(await (await ask('{"name":"build"}')).json()).toEqual({
      id: '7',
      team: 'infra',
      job: { name: 'build' },
    })
    const refused = await ask('{"name":"other"}')
    expect(refused.status).toBe(401)
    expect(await refused.json()).toMatchObject({ code: 'ERR_HAWK_BAD_PAYLOAD_HASH' })
  },
  'packages/fetch/README.md Hono on Node': async (program) => {
    await guardsJobs(program, { by: 'ci-bot', job: { name: 'build' } })
    const refused = await send(program, { path: '/api/jobs', isSigned: false })
    expect(refused.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
  },
}
