import type { HawkError } from '../hawk-error.js'

/** The JSON that a guard answers a refusal with where no framework writes one of its own. */
export function refusalBody({ status, code, message }: HawkError): string {
  return JSON.stringify({ statusCode: status, code, message })
}
