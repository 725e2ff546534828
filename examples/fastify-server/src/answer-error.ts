import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** What the guard and Fastify's body parsers put on the errors that they pass on. */
interface HttpError extends Error {
  statusCode: number
  headers?: Record<string, string>
  code?: string
  /** Whether the message may be shown to the sender. Fastify's own errors leave it out: those below 500 may be. */
  expose?: boolean
}

/** Answers every error as JSON. A refusal of the guard keeps its status and its headers: the challenge is one of them. */
export function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  if (!isHttpError(error)) {
    console.error(error)
    reply.code(500).send({ error: { code: 'INTERNAL', message: STATUS_CODES[500] } })
    return
  }
  const { statusCode, headers = {}, code, message, expose = statusCode < 500 } = error
  reply
    .code(statusCode)
    .headers(headers)
    .send({ error: { code, message: expose ? message : STATUS_CODES[statusCode] } })
}

export function answerNotFound(_request: FastifyRequest, reply: FastifyReply): void {
  reply.code(404).send({ error: { code: 'NOT_FOUND', message: STATUS_CODES[404] } })
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && typeof (error as Partial<HttpError>).statusCode === 'number'
}
