import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, RequestHandler } from 'express'

/** What the guard and Express's body parsers put on the errors that they pass on. */
interface HttpError extends Error {
  status: number
  headers?: Record<string, string>
  code?: string
  /** Whether the message may be shown to the sender. */
  expose?: boolean
}

/** Answers every error as JSON. A refusal of the guard keeps its status and its headers: the challenge is one of them. */
export const answerError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(error)
    return
  }
  if (!isHttpError(error)) {
    console.error(error)
    res.status(500).json({ error: { code: 'INTERNAL', message: STATUS_CODES[500] } })
    return
  }
  const { status, headers = {}, code, message, expose = false } = error
  res
    .status(status)
    .set(headers)
    .json({ error: { code, message: expose ? message : STATUS_CODES[status] } })
}

export const answerNotFound: RequestHandler = (_req, res) => {
  res.status(404).json({ error: { code: 'NOT_FOUND', message: STATUS_CODES[404] } })
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && typeof (error as Partial<HttpError>).status === 'number'
}
