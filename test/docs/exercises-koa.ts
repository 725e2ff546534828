import { hawk } from '@hawk-auth/koa'
import Koa from 'koa'
import type { Middleware } from 'koa'
import { expect } from 'vitest'
import { exposesToBrowsers, guardsJobs, lendsItsGuards, PUBLIC_URL, start } from './exercise.js'
import type { Exercise } from './exercise.js'
import { realFetch } from './run-program.js'

/** The examples of the Koa adapter. */
export const koaExercises: Readonly<Record<string, Exercise>> = {
  'packages/koa/README.md Mount the guard': (program) =>
    guardsJobs(program, { team: 'infra', verified: true, job: { name: 'build' } }),
  'packages/koa/README.md Routers and several guards': lendsItsGuards,
  'packages/koa/README.md Refusals as JSON': async ({ exports }) => {
    const app = new Koa().use(exports['answerRefusals'] as Middleware)
    app.use(hawk({ credentials: () => null, publicUrl: PUBLIC_URL }))
    const answer = await realFetch(await start(app))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Hawk')
    expect(await answer.json()).toEqual({ code: 'ERR_HAWK_MISSING', message: 'Hawk authentication required' })
  },
  'packages/koa/README.md CORS': exposesToBrowsers,
}
