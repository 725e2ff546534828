import type { World } from './judges.js'

/** What both sides were asked, taken apart so that a deviation can be told. */
export interface Case {
  readonly method: string
  readonly url: string
  readonly hostHeader: string
  readonly payload: Uint8Array | string | undefined
  /** What was sent: the attributes of a header, the fields of a bewit or of a message. */
  readonly attributes: Readonly<Record<string, unknown>>
  /** The encoded bewit, where it is one. */
  readonly bewit?: string
  readonly isMessage?: boolean
  readonly world: World
}
