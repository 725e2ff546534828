import bodyParser from '@koa/bodyparser'
import Router from '@koa/router'
import Koa from 'koa'
import mount from 'koa-mount'
import type { RequestListener } from 'node:http'
import { hawk } from '@hawk-auth/koa'
import { answerError, answerNotFound } from './answer-error.js'
import type { ClientStore } from './client-store.js'
import { readReport, SubmissionList } from './submissions.js'

export interface AppOptions {
  clients: ClientStore
  /** The origin that clients sign for. */
  publicUrl: string
}

/** The API: it takes submissions from approved clients, and lists them. */
export function createApp({ clients, publicUrl }: AppOptions): RequestListener {
  const submissions = new SubmissionList()
  const guard = hawk({ credentials: clients, publicUrl, signResponses: true })

  const app = new Koa()
  app.use(answerError)
  // The guard comes before every body parser. Parsers behind it get the bytes that were signed, and no others.
  app.use(mount('/api', guard))
  app.use(bodyParser())

  const router = new Router()
  router.post('/api/submissions', (ctx) => {
    const report = readReport(ctx.request.body)
    if (typeof report === 'string') {
      ctx.status = 422
      ctx.body = { error: { code: 'BAD_SUBMISSION', message: report } }
      return
    }
    const { credentials } = guard.auth(ctx)
    ctx.status = 201
    ctx.body = submissions.add(report, credentials.id)
  })

  router.get('/api/submissions', (ctx) => {
    ctx.body = { results: submissions.newestFirst() }
  })

  app.use(router.routes())
  app.use(answerNotFound)
  return app.callback()
}
