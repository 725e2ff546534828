import { randomBytes } from 'node:crypto'
import type { Artifacts } from '../artifacts.js'
import { brokenPreviousKey, isAbsent } from '../credential-record.js'
import type { RecordFindings } from '../credential-records.js'
import type { HawkAlgorithm, HawkCredentials } from '../credentials.js'
import { equalMacs } from '../equal-macs.js'
import { KeyRing } from '../key-ring.js'
import { PreparedKey } from '../prepared-key.js'
import { normalizedString, otherSpelling } from '../protocol/index.js'
import { Refused } from '../verdict.js'
import { ReceivedHeader } from './header.js'

/**
 * Step 4: holds the MAC against the record's key, and against its previous one while a rotation overlaps. The record
 * is looked at first: one that is broken, or for another id, never gets as far. An unknown id gets
 * the same answer as a wrong MAC, at the cost of one HMAC, which is that of a record without a previous key.
 */
export class MacCheck {
  readonly #current = new KeyRing()
  readonly #previous = new KeyRing()
  readonly #nobody: PreparedKey

  constructor(usual: HawkAlgorithm) {
    this.#nobody = new PreparedKey(usual, randomBytes(32))
  }

  /** Refuses as a wrong MAC is refused, at the cost of one HMAC. */
  refuseUnknown(header: ReceivedHeader, artifacts: Artifacts, reason: string): Refused {
    isMadeBy(this.#nobody, artifacts, ReceivedHeader.macOf(header))
    return badMac(reason)
  }

  /** Gives the key that made the MAC, or the refusal; `artifacts.host` becomes the spelling that was signed. */
  check(
    record: HawkCredentials,
    { broken, algorithm }: RecordFindings,
    header: ReceivedHeader,
    artifacts: Artifacts,
    nowMs: number,
  ): PreparedKey | Refused {
    const mac = ReceivedHeader.macOf(header)
    // Not the header: a store has had it in its hands.
    if (record.id !== artifacts.id) {
      return this.refuseUnknown(header, artifacts, 'the credential store answered a record for another id')
    }
    // What is inside a previous key can change without the record seeing it.
    const problem = broken ?? brokenPreviousKey(record.previousKey)
    if (problem !== undefined) {
      return new Refused('ERR_HAWK_INVALID_CREDENTIALS', `credential record: ${problem}`)
    }
    const key = this.#current.prepare(artifacts.id, algorithm, record.key)
    if (isMadeBy(key, artifacts, mac)) return checkClaims(record, artifacts) ?? key
    const { previousKey } = record
    if (isAbsent(previousKey) || !(nowMs <= previousKey.notAfterMs)) return badMac('bad mac')
    const previous = this.#previous.prepare(artifacts.id, algorithm, previousKey.key)
    return isMadeBy(previous, artifacts, mac)
      ? (checkClaims(record, artifacts) ?? previous)
      : badMac('bad mac')
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
function checkClaims(record: HawkCredentials, { app, dlg }: Artifacts): Refused | undefined {
  if (!isAbsent(record.app) && record.app !== app) return badMac('the header has another app than the record')
  if (!isAbsent(record.dlg) && record.dlg !== dlg) return badMac('the header has another dlg than the record')
  return undefined
}

function badMac(reason: string): Refused {
  return new Refused('ERR_HAWK_BAD_MAC', reason)
}
