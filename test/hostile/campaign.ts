import { setMaxListeners } from 'node:events'
import { inspect } from 'node:util'
import type { HostileAdapter } from './adapters.js'
import { copyable } from './copyable.js'
import { exchange } from './exchange.js'
import type { Patience } from './exchange.js'
import { Faults } from './faults.js'
import { HostileApp } from './hostile-app.js'
import { judge, judgeHonest } from './judge.js'
import { USED_NONCES } from './plan.js'
import { prepare, prepareHonest } from './recipes.js'
import type { HonestPlan, HostileRequest } from './recipes.js'
import { HONEST } from './senders.js'
import { BATCH, batchOf, honestPlansOf, nonceOf, recipesOf, requestOf } from './sequence.js'

/** What a campaign is. */
export interface Campaign {
  adapter: HostileAdapter
  /** How many hostile requests there are. */
  requests: number
  seed: number
  /** How long a connection may take, and all may take to be gone, before they count as hanging, in milliseconds; default 20 000. */
  patienceMs?: number
  /** Told after every thousandth hostile request, and after the last, how many there were. */
  progress?: (taken: number) => void
  /** Errors that nobody handled; default those of this process. */
  faults?: Faults
}

/** What came of a campaign. */
export interface Report {
  /** What should not have been, with the bytes that brought it about; the first few of each kind alone. */
  complaints: string[]
  hostile: number
  honest: number
  /** How many hostile requests were answered, all with 4xx where there are no complaints. */
  answered: number
  /** How often each mutation occurred. */
  mutations: Map<string, number>
}

const AT_ONCE = 64
const HOSTILE_FOR_EACH_HONEST = 16
const MOST_OF_A_KIND = 5
const PATIENCE_MS = 20_000

/** Sends hostile requests to an application, with honest ones in between, and tells what should not have been. */
export async function runCampaign(campaign: Campaign): Promise<Report> {
  const { faults = new Faults() } = campaign
  const app = await HostileApp.start(campaign.adapter.createServer)
  try {
    return await new RunningCampaign(campaign, app, faults).run()
  } finally {
    faults.stop()
    app.stop()
  }
}

class RunningCampaign {
  readonly #campaign: Campaign
  readonly #app: HostileApp
  readonly #faults: Faults
  readonly #report: Report = { complaints: [], hostile: 0, honest: 0, answered: 0, mutations: new Map() }
  readonly #complaints = { hostile: 0, honest: 0 }
  readonly #enough = new AbortController()
  readonly #patience: Required<Patience>
  /** Honest requests whose handler has not run yet. */
  readonly #mayRun = new Set<string>()
  #runsJudged = 0
  #faultsJudged = 0

  constructor(campaign: Campaign, app: HostileApp, faults: Faults) {
    this.#campaign = campaign
    this.#app = app
    this.#faults = faults
    this.#patience = { patienceMs: campaign.patienceMs ?? PATIENCE_MS, signal: this.#enough.signal }
    // One listener for each connection that is open.
    setMaxListeners(AT_ONCE, this.#enough.signal)
  }

  async run(): Promise<Report> {
    const { seed } = this.#campaign
    await this.#useNonces()
    const jobs = this.#jobs()
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#work(jobs)))
    if (!this.#enough.signal.aborted) {
      for (const plan of honestPlansOf(seed, 0, 1)) await this.#honest('last', plan)
    }
    this.#judgeServer()
    if (this.#report.complaints.length === 0) await this.#waitForIdle()
    return this.#report
  }

  /** Those that hostile requests will use again. */
  async #useNonces(): Promise<void> {
    for (const [index, plan] of honestPlansOf(this.#campaign.seed, 0, USED_NONCES.length).entries()) {
      for (const credentials of Object.values(HONEST)) {
        await this.#honest('used', { ...plan, credentials }, USED_NONCES[index])
      }
    }
  }

  /** They are made as they are taken: a hundred thousand requests would fill the memory. */
  *#jobs(): Generator<() => Promise<void>> {
    const { adapter, requests, seed, progress } = this.#campaign
    for (let first = 0; first < requests; first += BATCH) {
      const count = Math.min(BATCH, requests - first)
      const honest = honestPlansOf(seed, batchOf(first), Math.ceil(count / HOSTILE_FOR_EACH_HONEST))
      for (const [index, recipe] of recipesOf(adapter, seed, batchOf(first), count).entries()) {
        const number = first + index
        const plan = honest[index / HOSTILE_FOR_EACH_HONEST]
        if (plan !== undefined) yield () => this.#honest(String(number), plan)
        yield () => this.#hostile(number, prepare(recipe, nonceOf(number)))
      }
      progress?.(first + count)
    }
  }

  async #work(jobs: Generator<() => Promise<void>>): Promise<void> {
    for (const job of jobs) {
      await job()
      this.#judgeServer()
      if (this.#enough.signal.aborted) return
    }
  }

  async #hostile(number: number, { bytes, isHead, due, names }: HostileRequest): Promise<void> {
    const sent = { bytes, isHead, senderEnds: due.senderEnds }
    const outcome = await exchange(this.#app.port, sent, this.#patience)
    if (this.#enough.signal.aborted) return
    this.#report.hostile += 1
    if (outcome.statuses.length > 0) this.#report.answered += 1
    for (const name of names) this.#report.mutations.set(name, (this.#report.mutations.get(name) ?? 0) + 1)
    const complaint = judge(due, outcome)
    if (complaint !== undefined) this.#complain(complaint, number)
  }

  async #honest(name: string, plan: HonestPlan, nonce = `h${name}`): Promise<void> {
    this.#mayRun.add(runOf(plan, nonce))
    const sent = { ...prepareHonest(plan, nonce), senderEnds: false }
    const outcome = await exchange(this.#app.port, sent, this.#patience)
    if (this.#enough.signal.aborted) return
    this.#report.honest += 1
    const complaint = judgeHonest(outcome)
    if (complaint !== undefined) this.#note('honest', `${complaint}\n${copyable(sent.bytes)}`)
  }

  async #waitForIdle(): Promise<void> {
    try {
      await this.#app.idle(this.#patience.patienceMs)
    } catch (error) {
      this.#complain(String(error))
    }
  }

  #judgeServer(): void {
    for (const run of this.#app.runs.slice(this.#runsJudged)) {
      if (this.#mayRun.delete(run)) continue
      const number = /^\w+ n(\d+)/.exec(run)?.[1]
      this.#complain(`a handler ran for "${run}"`, number === undefined ? undefined : Number(number))
    }
    this.#runsJudged = this.#app.runs.length
    for (const fault of this.#faults.seen.slice(this.#faultsJudged)) {
      this.#complain(`nobody handled ${inspect(fault)}`)
    }
    this.#faultsJudged = this.#faults.seen.length
  }

  /** Complains of the server, or of one request by its number. */
  #complain(what: string, number?: number): void {
    if (number === undefined) this.#note('hostile', what)
    else {
      const { bytes, names } = requestOf(this.#campaign, number)
      this.#note('hostile', `request ${number} (${names.join('; ')}): ${what}\n${copyable(bytes)}`)
    }
  }

  /** An honest request that is refused is no reason not to hear what becomes of hostile ones. */
  #note(kind: 'hostile' | 'honest', complaint: string): void {
    const { complaints } = this.#report
    if (this.#complaints[kind] >= MOST_OF_A_KIND || complaints.includes(complaint)) return
    this.#complaints[kind] += 1
    complaints.push(complaint)
    if (this.#complaints.hostile >= MOST_OF_A_KIND) this.#enough.abort()
  }
}

/** Who runs, as the application notes it. */
function runOf({ credentials: { id } }: HonestPlan, nonce: string): string {
  return `${id} ${nonce}`
}
