import type { OnProgress } from '@hawk-auth/credentials'
import type { Terminal } from './terminal.js'

const WIDTH = 24

/** A bar on stderr, for somebody who watches; to anybody else nothing is shown. */
export function progressBar(terminal: Terminal, what: string): OnProgress {
  if (!terminal.isWatched) return () => undefined
  let shownPercent = -1
  return (done, total) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
    if (percent === shownPercent) return
    shownPercent = percent
    const full = Math.floor((WIDTH * percent) / 100)
    const bar = '#'.repeat(full) + '-'.repeat(WIDTH - full)
    terminal.progress(`${what} [${bar}] ${percent} %`)
    if (percent === 100) terminal.endProgress()
  }
}
