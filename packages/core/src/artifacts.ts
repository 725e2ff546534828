import type { HawkHeader } from './credentials.js'
import type { Destination } from './request-facts.js'

/** What was signed, as it was sent and verified; safe to log, without the MAC. */
export interface HawkArtifacts {
  /** What was verified: a request's header, a bewit, or a message. */
  readonly type: 'header' | 'bewit' | 'message'
  readonly id: string
  /** Seconds since the epoch, as sent; of a bewit its end. */
  readonly ts: string
  /** Empty in a bewit. */
  readonly nonce: string
  readonly method: string
  /** Path and query that were signed (without the bewit). */
  readonly target: string
  /** The host in the spelling that was signed. */
  readonly host: string
  readonly port: number
  readonly hash: string | undefined
  readonly ext: string | undefined
  readonly app: string | undefined
  readonly dlg: string | undefined
  /** Whether the body was held against `hash`. */
  readonly payloadVerified: boolean
}

/** Artifacts as a verifier writes them. */
export type Artifacts = { -readonly [K in keyof HawkArtifacts]: HawkArtifacts[K] }

/** Gathers what is signed: the fields that are held against the MAC are the very ones that a verdict shows. */
export function artifactsOf(
  type: HawkArtifacts['type'],
  header: HawkHeader & { ts: string; nonce: string },
  { method, target }: { method: string; target: string },
  { host, port }: Destination,
): Artifacts {
  return {
    type,
    id: header.id,
    ts: header.ts,
    nonce: header.nonce,
    method,
    target,
    host,
    port,
    hash: header.hash,
    ext: header.ext,
    app: header.app,
    dlg: header.dlg,
    payloadVerified: false,
  }
}
