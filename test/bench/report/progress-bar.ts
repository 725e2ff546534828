const WIDTH = 30

/** One line on stderr that says how far a run has come; silent where stderr is no terminal. */
export class ProgressBar {
  readonly #isShown = process.stderr.isTTY
  #text = ''

  show(label: string, done: number): void {
    if (!this.#isShown) return
    const filled = Math.round(done * WIDTH)
    const text = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${String(Math.round(done * 100)).padStart(3)} % ${label}`
    if (text === this.#text) return
    this.#text = text
    process.stderr.write(`\r\x1b[2K${text}`)
  }

  clear(): void {
    if (this.#isShown) process.stderr.write('\r\x1b[2K')
    this.#text = ''
  }
}
