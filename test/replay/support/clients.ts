import { signRequest } from '@hawk-auth/core'
import { Pool } from 'undici'

/** The clients of `test/replay/children/serve.ts`. */
const CLIENT_COUNT = 8
/** What each is answered at once, by each server. */
const CONNECTIONS = 16

/** A request that was signed once. It can be sent as often as anybody likes. */
export interface SignedOnce {
  path: string
  nonce: string
  authorization: string
}

/** How a request was answered; a refusal by its code. `unanswered` is one whose server went away. */
export type Outcome = 'admitted' | 'unanswered' | `ERR_HAWK_${string}` | `status ${number}`

let signed = 0

/** Signs a request that nobody has signed before. */
export function signAnother(): SignedOnce {
  const at = signed++ % CLIENT_COUNT
  const path = `/jobs/${signed}`
  const credentials = { id: `client-${at}`, key: `the key of client ${at}` }
  const { authorization, artifacts } = signRequest({ url: `http://api.example.com${path}`, credentials })
  return { path, nonce: artifacts.nonce, authorization }
}

/** Connections to servers that are kept open. Nothing is sent twice but by whoever sends it twice. */
export class Connections {
  readonly #pools = new Map<number, Pool>()

  async send(port: number, { path, authorization }: SignedOnce): Promise<Outcome> {
    try {
      const { statusCode, body } = await this.#pool(port).request({
        method: 'GET',
        path,
        headers: { authorization },
      })
      const text = await body.text()
      if (statusCode === 200) return 'admitted'
      const { code } = JSON.parse(text) as { code?: `ERR_HAWK_${string}` }
      return code ?? `status ${statusCode}`
    } catch {
      return 'unanswered'
    }
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#pools.values(), (pool) => pool.destroy()))
  }

  #pool(port: number): Pool {
    const known = this.#pools.get(port)
    if (known !== undefined) return known
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 })
    this.#pools.set(port, pool)
    return pool
  }
}
