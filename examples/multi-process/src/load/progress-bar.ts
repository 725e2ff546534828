import { progress } from '@clack/prompts'

/** How far something is. */
export interface ProgressBar {
  show: (done: number, message: string) => void
  end: (message: string) => void
}

/** A bar on stderr, for somebody who watches; anybody else is told the beginning and the end. */
export function startProgressBar(title: string, total: number): ProgressBar {
  if (!process.stderr.isTTY) {
    console.error(`${title} …`)
    return { show: () => undefined, end: (message) => console.error(message) }
  }
  const bar = progress({ max: total, output: process.stderr })
  bar.start(title)
  let shown = 0
  return {
    show(done, message) {
      bar.advance(done - shown, `${title}: ${message}`)
      shown = done
    },
    end: (message) => bar.stop(message),
  }
}
