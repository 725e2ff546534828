import { STATUS_CODES } from 'node:http'
import type { Middleware } from 'koa'

/** What the guard and Koa's body parsers put on the errors that they throw. */
interface HttpError extends Error {
  status: number
  headers?: Record<string, string>
  code?: string
  /** Whether the message may be shown to the sender. */
  expose?: boolean
}

/** Answers every error as JSON. A refusal of the guard keeps its status and its headers: the challenge is one of them. */
export const answerError: Middleware = async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    if (ctx.headerSent) throw error
    if (!isHttpError(error)) {
      console.error(error)
      ctx.status = 500
      ctx.body = { error: { code: 'INTERNAL', message: STATUS_CODES[500] } }
      return
    }
    const { status, headers = {}, code, message, expose = false } = error
    ctx.status = status
    ctx.set(headers)
    ctx.body = { error: { code, message: expose ? message : STATUS_CODES[status] } }
  }
}

export const answerNotFound: Middleware = (ctx) => {
  ctx.status = 404
  ctx.body = { error: { code: 'NOT_FOUND', message: STATUS_CODES[404] } }
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && typeof (error as Partial<HttpError>).status === 'number'
}
