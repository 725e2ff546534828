import { errorCode, textOf } from './error-fields.js'
import type { DatabaseFault } from './faults.js'

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no host has this name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ENOENT: 'there is no such socket',
  EACCES: 'this user may not use the socket',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'no answer in time',
  PROTOCOL_SEQUENCE_TIMEOUT: 'no answer in time',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  PROTOCOL_CONNECTION_LOST: 'the connection broke off',
}

/** What went wrong on the way to a server, by an error of Node or of a driver that no server sent. */
export function networkReason(error: Error): DatabaseFault {
  // A host of several addresses gives an error for each, and a first one without text.
  const driverCode = errorCode(error)
  return { reason: REASONS[driverCode] ?? textOf(error, 'message'), driverCode }
}
