import type { Writable } from 'node:stream'
import type { Io } from '../io.js'
import { escapeLines, escapeText, jsonOf } from './escape.js'

/** How a whole line looks, where colours are wanted. */
export type Style = 'bold' | 'error' | 'warning'

const SGR: Readonly<Record<Style, string>> = { bold: '1', error: '31', warning: '33' }

/** Whoever reads stdout has left, as `head` does. */
export class OutputClosed extends Error {}

/**
 * The one way to stdout and stderr. Text is escaped here, so that nothing from outside reaches a terminal as it is.
 * Data goes to stdout; everything that is said about it to stderr.
 */
export class Terminal {
  readonly #io: Io
  hasColours: boolean
  /** Whether stderr stands at the end of a line that may be replaced. */
  #isInProgress = false

  constructor(io: Io) {
    this.#io = io
    this.hasColours = (io.env['NO_COLOR'] ?? '') === ''
    // Each write tells of its own failure.
    for (const stream of [io.stdout, io.stderr]) stream.on('error', () => undefined)
  }

  /** Whether somebody can be asked: prompts are shown on stderr. */
  get isInteractive(): boolean {
    return this.#io.stdin.isTTY === true && this.#io.stderr.isTTY === true
  }

  /** Whether somebody watches stderr. */
  get isWatched(): boolean {
    return this.#io.stderr.isTTY === true
  }

  /** A line of data. */
  async line(text: string, style?: Style): Promise<void> {
    await this.#write(this.#io.stdout, `${this.#styled(this.#io.stdout, escapeText(text), style)}\n`)
  }

  /** A value as data. */
  async json(value: unknown): Promise<void> {
    await this.#write(this.#io.stdout, `${jsonOf(value)}\n`)
  }

  /** Lines of the program's own, as data: help, a completion script. */
  async text(lines: string): Promise<void> {
    await this.#write(this.#io.stdout, escapeLines(lines))
  }

  /** A line about what is done. `label` stands before it, styled. */
  async note(text: string, { label = '', style }: { label?: string; style?: Style } = {}): Promise<void> {
    this.endProgress()
    const shown = this.#styled(this.#io.stderr, label, style) + escapeText(text)
    await this.#write(this.#io.stderr, `${shown}\n`).catch(ignoreClosed)
  }

  /** Lines of the program's own about what is done: a stack. */
  async notes(lines: string): Promise<void> {
    await this.#write(this.#io.stderr, `${escapeLines(lines)}\n`).catch(ignoreClosed)
  }

  /** Replaces the line that is being written to stderr. */
  progress(text: string): void {
    this.#isInProgress = true
    this.#io.stderr.write(`\r${escapeText(text)}\x1b[K`)
  }

  /** Leaves that line as it is. */
  endProgress(): void {
    if (this.#isInProgress) this.#io.stderr.write('\n')
    this.#isInProgress = false
  }

  #styled(stream: Writable & { isTTY?: boolean }, text: string, style: Style | undefined): string {
    if (style === undefined || stream.isTTY !== true || !this.hasColours) return text
    return `\x1b[${SGR[style]}m${text}\x1b[0m`
  }

  async #write(stream: Writable, text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      stream.write(text, (error) => (error == null ? resolve() : reject(closedOr(error))))
    })
  }
}

function closedOr(error: Error): Error {
  const code = 'code' in error ? error.code : undefined
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' ? new OutputClosed('stdout is closed') : error
}

function ignoreClosed(error: unknown): void {
  if (!(error instanceof OutputClosed)) throw error
}
