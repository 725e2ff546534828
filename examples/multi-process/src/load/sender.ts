import { performance } from 'node:perf_hooks'
import { Pool } from 'undici'
import { headersOf, PATH } from './signed-submission.js'
import type { SignedSubmission } from './signed-submission.js'

/** What became of one sending. `unanswered`: the process that had it is gone. */
export type Outcome = 'admitted' | 'replayed' | 'unavailable' | 'unanswered' | `refused: ${string}`

export interface Sent {
  outcome: Outcome
  ms: number
}

/** Connections to the API, kept open; the processes share them. */
export class Sender {
  readonly #pool: Pool

  constructor(origin: string, connections: number) {
    // One request at a time on each: a pool that lost a connection would send again what was in line behind it.
    this.#pool = new Pool(origin, { connections, pipelining: 1 })
  }

  async send(submission: SignedSubmission): Promise<Sent> {
    const startedMs = performance.now()
    const outcome = await this.#outcomeOf(submission)
    return { outcome, ms: performance.now() - startedMs }
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }

  async #outcomeOf(submission: SignedSubmission): Promise<Outcome> {
    try {
      const { statusCode, body } = await this.#pool.request({
        method: 'POST',
        path: PATH,
        headers: headersOf(submission),
        body: submission.body,
      })
      const text = await body.text()
      if (statusCode === 201) return 'admitted'
      return refusalOf(statusCode, text)
    } catch {
      return 'unanswered'
    }
  }
}

function refusalOf(statusCode: number, text: string): Outcome {
  if (text.includes('"ERR_HAWK_REPLAYED"')) return 'replayed'
  if (statusCode === 503) return 'unavailable'
  return `refused: ${/"code":"(\w+)"/.exec(text)?.[1] ?? String(statusCode)}`
}
