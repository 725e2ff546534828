import { fork } from 'node:child_process'

/** What a process says to the one that started it. */
type Message = { progress: number } | { answer: unknown }

/** Progress is told at most this often. */
const PROGRESS_STEP = 0.01

/**
 * Runs a module in a process of its own, with `--expose-gc`, and gives its answer.
 *
 * @param progress - told how much is done, from 0 to 1
 */
export function runInProcess(
  module: URL,
  args: readonly string[],
  progress: (done: number) => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = fork(module, args, { execArgv: [...process.execArgv, '--expose-gc'] })
    let answer: { value: unknown } | undefined
    child.on('message', (message: Message) => {
      if ('progress' in message) progress(message.progress)
      else answer = { value: message.answer }
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (code === 0 && answer !== undefined) resolve(answer.value)
      else
        reject(
          new Error(`${[module.pathname, ...args].join(' ')} ended with ${signal ?? `code ${String(code)}`}`),
        )
    })
  })
}

/** Does the task of a process that {@link runInProcess} started; started by hand, it prints the answer. */
export async function answerFromProcess(
  work: (args: readonly string[], progress: (done: number) => void) => Promise<unknown>,
): Promise<void> {
  let told = 0
  const answer = await work(process.argv.slice(2), (done) => {
    if (done < told + PROGRESS_STEP) return
    told = done
    process.send?.({ progress: done })
  })
  if (process.send === undefined) console.log(answer)
  else process.send({ answer })
  if (process.connected) process.disconnect()
}
