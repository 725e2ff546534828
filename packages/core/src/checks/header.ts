import type { HawkHeader } from '../credentials.js'
import { isTimestamp, Malformed, parseAuthorization } from '../protocol/index.js'
import { Refused } from '../verdict.js'

/** What was sent, as a store sees it, with the MAC where no store, log or inspection sees it. */
export class ReceivedHeader implements HawkHeader {
  readonly id: string
  readonly ts: string
  readonly nonce: string
  readonly hash: string | undefined
  readonly ext: string | undefined
  readonly app: string | undefined
  readonly dlg: string | undefined
  readonly #mac: string

  constructor(
    required: { id: string; ts: string; nonce: string; mac: string },
    optional: Pick<HawkHeader, 'hash' | 'ext' | 'app' | 'dlg'>,
  ) {
    this.id = required.id
    this.ts = required.ts
    this.nonce = required.nonce
    this.hash = optional.hash
    this.ext = optional.ext
    this.app = optional.app
    this.dlg = optional.dlg
    this.#mac = required.mac
  }

  /** The MAC that came with a header. */
  static macOf(header: ReceivedHeader): string {
    return header.#mac
  }
}

/**
 * Steps 1 and 2: the header's grammar, then its attributes: id, ts, nonce and mac are required; `ts` is 1–15 decimal
 * digits; `dlg` needs `app`, because without it `dlg` is outside the MAC.
 */
export function readHeader(authorization: string | undefined): ReceivedHeader | Refused {
  const attributes = parseAuthorization(authorization)
  if (attributes === 'absent') return new Refused('ERR_HAWK_MISSING', 'no Hawk header')
  if (attributes instanceof Malformed) return malformed(attributes.message)
  const { id, ts, nonce, mac, app, dlg } = attributes
  if (id === undefined || ts === undefined || nonce === undefined || mac === undefined) {
    return malformed('Missing attributes')
  }
  if (!isTimestamp(ts)) return malformed('Bad attribute value: ts')
  if (dlg !== undefined && app === undefined) return malformed('Missing attributes')
  return new ReceivedHeader({ id, ts, nonce, mac }, attributes)
}

/** A refusal of what can't be read; its text may be shown. */
export function malformed(message: string): Refused {
  return new Refused('ERR_HAWK_MALFORMED', message, { message })
}
