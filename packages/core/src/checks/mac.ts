import { randomBytes } from 'node:crypto'
import type { Artifacts } from '../artifacts.js'
import { algorithmOf, brokenField, isAbsent } from '../credential-record.js'
import type { HawkAlgorithm, HawkCredentials, HawkHeader } from '../credentials.js'
import { equalMacs } from '../equal-macs.js'
import { KeyRing } from '../key-ring.js'
import { PreparedKey } from '../prepared-key.js'
import { normalizedString, otherSpelling } from '../protocol/index.js'
import { Refused } from '../verdict.js'
import { ReceivedHeader } from './header.js'

/**
 * Step 4: holds the MAC against the record's key, and against its previous one while a rotation overlaps. The record
 * is looked at first: one that is broken, or for another id, never gets as far. An unknown id costs one HMAC like a
 * known one and gets the same answer.
 */
export class MacCheck {
  readonly #algorithms: ReadonlySet<HawkAlgorithm>
  readonly #current = new KeyRing()
  readonly #previous = new KeyRing()
  readonly #nobody: PreparedKey

  constructor(algorithms: readonly HawkAlgorithm[]) {
    this.#algorithms = new Set(algorithms)
    this.#nobody = new PreparedKey(algorithms[0] ?? 'sha256', randomBytes(32))
  }

  /** Refuses as a wrong MAC is refused, at the cost of one HMAC. */
  refuseUnknown(header: ReceivedHeader, artifacts: Artifacts, reason: string): Refused {
    isMadeBy(this.#nobody, artifacts, ReceivedHeader.macOf(header))
    return badMac(reason)
  }

  /** Gives the key that made the MAC, or the refusal; `artifacts.host` becomes the spelling that was signed. */
  check(
    record: HawkCredentials,
    header: ReceivedHeader,
    artifacts: Artifacts,
    nowMs: number,
  ): PreparedKey | Refused {
    const mac = ReceivedHeader.macOf(header)
    if (record.id !== header.id) {
      return this.refuseUnknown(header, artifacts, 'the credential store answered a record for another id')
    }
    const broken = brokenField(record, this.#algorithms)
    if (broken !== undefined)
      return new Refused('ERR_HAWK_INVALID_CREDENTIALS', `credential record: ${broken}`)
    const key = this.#current.prepare(record.id, algorithmOf(record), record.key)
    if (isMadeBy(key, artifacts, mac)) return checkClaims(record, header) ?? key
    const previous = this.#previousKey(record, nowMs)
    if (previous === undefined || !isMadeBy(previous, artifacts, mac)) return badMac('bad mac')
    return checkClaims(record, header) ?? previous
  }

  #previousKey(record: HawkCredentials, nowMs: number): PreparedKey | undefined {
    const { id, previousKey } = record
    if (previousKey === null || previousKey === undefined) return undefined
    return nowMs <= previousKey.notAfterMs
      ? this.#previous.prepare(id, algorithmOf(record), previousKey.key)
      : undefined
  }
}

/** An IPv6 host verifies in brackets or bare: clients write both. */
function isMadeBy(key: PreparedKey, artifacts: Artifacts, mac: string): boolean {
  if (equalMacs(mac, key.mac(normalizedString(artifacts.type, artifacts)))) return true
  const host = otherSpelling(artifacts.host)
  if (host === undefined) return false
  const respelt = { ...artifacts, host }
  if (!equalMacs(mac, key.mac(normalizedString(artifacts.type, respelt)))) return false
  artifacts.host = host
  return true
}

/** `app` and `dlg` are claims by the holder of the key; a record that names them allows no others. */
function checkClaims(record: HawkCredentials, header: HawkHeader): Refused | undefined {
  if (!isAbsent(record.app) && record.app !== header.app)
    return badMac('the header has another app than the record')
  if (!isAbsent(record.dlg) && record.dlg !== header.dlg)
    return badMac('the header has another dlg than the record')
  return undefined
}

function badMac(reason: string): Refused {
  return new Refused('ERR_HAWK_BAD_MAC', reason)
}
