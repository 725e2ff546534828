import fastify from 'fastify'
import type { RequestListener } from 'node:http'
import { hawk } from '@hawk-auth/fastify'
import { answerError, answerNotFound } from './answer-error.js'
import type { ClientStore } from './client-store.js'
import { readReport, SubmissionList } from './submissions.js'

export interface AppOptions {
  clients: ClientStore
  /** The origin that clients sign for. */
  publicUrl: string
}

/** The API: it takes submissions from approved clients, and lists them. */
export async function createApp({ clients, publicUrl }: AppOptions): Promise<RequestListener> {
  const submissions = new SubmissionList()

  const app = fastify()
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(answerNotFound)

  // The guard stands before every body parser of this plugin. They get the bytes that were signed, and no others.
  app.register(
    async (api) => {
      await api.register(hawk, { credentials: clients, publicUrl, signResponses: true })

      api.post('/submissions', (request, reply) => {
        const report = readReport(request.body)
        if (typeof report === 'string') {
          reply.code(422).send({ error: { code: 'BAD_SUBMISSION', message: report } })
          return
        }
        const { credentials } = hawk.auth(request)
        reply.code(201).send(submissions.add(report, credentials.id))
      })

      api.get('/submissions', (_request, reply) => {
        reply.send({ results: submissions.newestFirst() })
      })
    },
    { prefix: '/api' },
  )

  await app.ready()
  return (request, response) => {
    app.routing(request, response)
  }
}
