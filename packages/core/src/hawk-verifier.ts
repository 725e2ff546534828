import { artifactsOf } from './artifacts.js'
import type { Artifacts } from './artifacts.js'
import { checkApproval } from './checks/approval.js'
import { checkBewitEnd, readBewit } from './checks/bewit.js'
import { checkFreshness, CLOCK_MARGIN_MS, WatchedClock } from './checks/freshness.js'
import { malformed, readHeader } from './checks/header.js'
import type { ReceivedHeader } from './checks/header.js'
import { lookUp } from './checks/lookup.js'
import type { Lookup } from './checks/lookup.js'
import { MacCheck } from './checks/mac.js'
import { readMessageAuthorization } from './checks/message.js'
import { checkPayload } from './checks/payload.js'
import { claimNonce } from './checks/replay.js'
import type { Clock } from './clock.js'
import { CredentialRecords } from './credential-records.js'
import type { HawkCredentials } from './credentials.js'
import { Deadlines } from './deadlines.js'
import { checkKeys, checkWholeNumber } from './options.js'
import { isPromiseLike } from './promises.js'
import { assertDestination, assertPayload, assertRequestFacts, unsignable } from './request-facts.js'
import type { RequestFacts } from './request-facts.js'
import { UseReports } from './use-reports.js'
import { Accepted, Refused } from './verdict.js'
import type { Verdict } from './verdict.js'
import type { BewitOptions, MaybePromise, MessageFacts, Verifier } from './verifier.js'
import type { VerifierSettings } from './verifier-options.js'

/** The latest end of a bewit unless told otherwise, in seconds from now. */
export const DEFAULT_BEWIT_TTL_SECONDS = 3600

/** What a request, bewit or message is judged by, besides its header. */
interface Terms extends Pick<RequestFacts, 'payload' | 'contentType'> {
  /** The latest end of a bewit, in seconds from now. */
  maxTtlSeconds?: number
}

/** The order of the checks. Each check is a file in `checks/`; this class only strings them together. */
export class HawkVerifier<C extends HawkCredentials> implements Verifier<C> {
  readonly nonceScope: 'process' | undefined
  readonly clock: Clock
  readonly #settings: VerifierSettings<C>
  readonly #skewMs: number
  readonly #watched: WatchedClock
  readonly #deadlines: Deadlines
  readonly #macs: MacCheck
  readonly #records: CredentialRecords<C>
  readonly #uses: UseReports<C>

  constructor(settings: VerifierSettings<C>) {
    this.nonceScope = settings.nonces.scope
    this.clock = settings.clock
    this.#settings = settings
    this.#skewMs = settings.skewSeconds * 1000
    this.#watched = new WatchedClock(settings.clock)
    this.#deadlines = new Deadlines(settings.storeTimeoutMs)
    this.#macs = new MacCheck(settings.algorithms[0] ?? 'sha256')
    this.#records = new CredentialRecords(settings.algorithms)
    this.#uses = new UseReports(settings.credentials)
  }

  verify(facts: RequestFacts): MaybePromise<Verdict<C>> {
    assertRequestFacts('verify', facts)
    const header = readHeader(facts.authorization)
    if (header instanceof Refused) return header
    const problem = unsignable(facts)
    if (problem !== undefined) return malformed(problem)
    return this.#lookUp(header, artifactsOf('header', header, facts, facts), facts)
  }

  verifyBewit(facts: RequestFacts, options: BewitOptions = {}): MaybePromise<Verdict<C>> {
    assertRequestFacts('verifyBewit', facts)
    checkKeys('verifyBewit', options, ['maxTtlSeconds'])
    const { maxTtlSeconds = DEFAULT_BEWIT_TTL_SECONDS } = options
    checkWholeNumber('verifyBewit', 'maxTtlSeconds', maxTtlSeconds, { min: 1, max: Number.MAX_SAFE_INTEGER })
    const bewit = readBewit(facts)
    if (bewit instanceof Refused) return bewit
    const problem = unsignable(facts)
    if (problem !== undefined) return malformed(problem)
    const { header, target } = bewit
    return this.#lookUp(header, artifactsOf('bewit', header, { method: 'GET', target }, facts), {
      maxTtlSeconds,
    })
  }

  verifyMessage(facts: MessageFacts): MaybePromise<Verdict<C>> {
    assertDestination('verifyMessage', facts)
    assertPayload('verifyMessage', facts.message)
    const header = readMessageAuthorization(facts.authorization)
    if (header instanceof Refused) return header
    const nowhere = { method: '', target: '' }
    const problem = unsignable({ ...nowhere, host: facts.host })
    if (problem !== undefined) return malformed(problem)
    return this.#lookUp(header, artifactsOf('message', header, nowhere, facts), { payload: facts.message })
  }

  /** Step 3. */
  #lookUp(header: ReceivedHeader, artifacts: Artifacts, terms: Terms): MaybePromise<Verdict<C>> {
    const found = lookUp(this.#settings.credentials, header, this.#deadlines)
    return isPromiseLike(found)
      ? found.then((later) => this.#judge(later, header, artifacts, terms))
      : this.#judge(found, header, artifacts, terms)
  }

  #judge(
    found: Lookup<C>,
    header: ReceivedHeader,
    artifacts: Artifacts,
    terms: Terms,
  ): MaybePromise<Verdict<C>> {
    if (found instanceof Refused) return found
    if (found === null) return this.#macs.refuseUnknown(header, artifacts, 'unknown id')
    try {
      return this.#judgeRecord(found, header, artifacts, terms)
    } catch (error) {
      // Records may be entities whose getters decrypt, and fail.
      const reason = 'the credential record can not be read'
      return new Refused('ERR_HAWK_INVALID_CREDENTIALS', reason, undefined, error)
    }
  }

  /** Steps 4 to 8. What a bewit signs may be used until it ends: its end is its freshness, and it has no nonce. */
  #judgeRecord(
    record: C,
    header: ReceivedHeader,
    artifacts: Artifacts,
    terms: Terms,
  ): MaybePromise<Verdict<C>> {
    const nowMs = this.#watched.nowMs()
    const known = this.#records.look(record)
    const key = this.#macs.check(record, known, header, artifacts, nowMs)
    if (key instanceof Refused) return key
    const { type, id, ts, nonce } = artifacts
    const tsMs = Number(ts) * 1000
    const { maxTtlSeconds = DEFAULT_BEWIT_TTL_SECONDS } = terms
    const refused =
      this.#watched.refusalWhenBehind(nowMs) ??
      (type === 'bewit'
        ? checkBewitEnd(tsMs, nowMs, maxTtlSeconds * 1000)
        : checkFreshness(tsMs, nowMs, this.#skewMs, key)) ??
      checkApproval(record, nowMs)
    if (refused !== undefined) return refused
    const accepted = new Accepted(known.shown, artifacts, key)
    if (type === 'bewit') return this.#reportUse(accepted, nowMs)
    const use = { id, ts, nonce, keepUntilMs: tsMs + this.#skewMs + CLOCK_MARGIN_MS, nowMs }
    const replayed = claimNonce(this.#settings.nonces, use, this.#deadlines)
    return isPromiseLike(replayed)
      ? replayed.then((later) => later ?? this.#reportUse(checkPayload(accepted, terms), nowMs))
      : (replayed ?? this.#reportUse(checkPayload(accepted, terms), nowMs))
  }

  #reportUse(verdict: Verdict<C>, nowMs: number): Verdict<C> {
    if (verdict.ok) this.#uses.report(verdict.artifacts.id, nowMs)
    return verdict
  }
}
