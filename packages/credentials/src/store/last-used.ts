import { warnOnce } from '@hawk-auth/core/stores'
import { isId } from '../checks/id.js'
import type { RegistryDatabase } from '../database/registry-database.js'
import { inBatches } from '../operations/batches.js'

const BETWEEN_WRITES_MS = 60_000
const BETWEEN_ROUNDS_MS = 1_000

type Use = readonly [id: string, atMs: number]

/**
 * Notes when credentials were last used: at most one write in a minute for each, in rounds of their own that no request
 * waits for. Notes that can't be written wait for the next minute; nothing is lost but, when the process ends, they.
 */
export class LastUsed {
  readonly #database: RegistryDatabase
  readonly #now: () => number
  /** The latest use of each, not written yet. */
  readonly #noted = new Map<string, number>()
  /** When each was last written, or tried to be; gone after a minute. */
  readonly #tried = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(database: RegistryDatabase, now: () => number) {
    this.#database = database
    this.#now = now
  }

  /** Notes one use. It throws nothing and writes nothing yet. */
  note(id: string, atMs: number): void {
    if (this.#isClosed || !isId(id) || !Number.isFinite(atMs)) return
    const wholeMs = Math.floor(atMs)
    if (!(wholeMs <= (this.#noted.get(id) ?? -Infinity))) this.#noted.set(id, wholeMs)
    this.#plan()
  }

  /** Writes everything that is still noted, and notes nothing more. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#round
    await this.#write([...this.#noted])
  }

  #plan(): void {
    if (this.#isClosed || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#round = this.#round.then(() => this.#writeDue()).catch(warnOfLastUsed)
    }, BETWEEN_ROUNDS_MS).unref()
  }

  async #writeDue(): Promise<void> {
    this.#timer = undefined
    const nowMs = this.#now()
    for (const [id, triedMs] of this.#tried) {
      // A clock that was set back must not hold notes up.
      if (!(Math.abs(nowMs - triedMs) < BETWEEN_WRITES_MS)) this.#tried.delete(id)
    }
    await this.#write([...this.#noted].filter(([id]) => !this.#tried.has(id)))
    if (this.#noted.size > 0) this.#plan()
  }

  async #write(uses: readonly Use[]): Promise<void> {
    const nowMs = this.#now()
    for (const [id] of uses) this.#tried.set(id, nowMs)
    try {
      for (const batch of inBatches(uses)) {
        await writeUses(this.#database, batch)
        for (const use of batch) this.#forget(use)
      }
    } catch {
      // A database that is down is not asked for the rest as well.
      warnOfLastUsed()
    }
  }

  /** A use that came in meanwhile stays. */
  #forget([id, atMs]: Use): void {
    if (this.#noted.get(id) === atMs) this.#noted.delete(id)
  }
}

function warnOfLastUsed(): void {
  warnOnce(
    'HAWK_LAST_USED_UNWRITTEN',
    'When credentials were last used could not be written to the database; it is tried again. Requests are not affected.',
  )
}

async function writeUses(database: RegistryDatabase, uses: readonly Use[]): Promise<void> {
  await database.write(async (transaction) => {
    for (const [id, atMs] of uses) {
      await transaction
        .updateTable('hawk_auth_credentials')
        .set({ last_used_at_ms: atMs })
        .where('id', '=', id)
        .where((eb) => eb.or([eb('last_used_at_ms', 'is', null), eb('last_used_at_ms', '<', atMs)]))
        .execute()
    }
  })
}
