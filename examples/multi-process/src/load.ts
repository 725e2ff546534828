import { performance } from 'node:perf_hooks'
import { startProgressBar } from './load/progress-bar.js'
import { Sender } from './load/sender.js'
import { signSubmission } from './load/signed-submission.js'
import type { SignedSubmission } from './load/signed-submission.js'
import { Tally } from './load/tally.js'

// load.js URL [REQUESTS]: sends signed requests to the API, each four times, and says what became of them. It fails where
// one of them was admitted twice, where any was refused as something else than a replay, and where none was admitted.
const COPIES = 4
const CONNECTIONS = 32
const DEFAULT_REQUESTS = 5000
/** The copies of a request are sent among those of so many others: some at the same moment, some later. */
const MIXED = 50

const [url, requests = String(DEFAULT_REQUESTS), ...rest] = process.argv.slice(2)
const { HAWK_ID: id, HAWK_KEY: key } = process.env
const count = Number(requests)
if (
  url === undefined ||
  !/^https?:\/\/[^/]/.test(url) ||
  !(Number.isInteger(count) && count > 0) ||
  rest.length > 0 ||
  id === undefined ||
  key === undefined
) {
  console.error('Usage: HAWK_ID=… HAWK_KEY=… node dist/load.js http://127.0.0.1:8000 [REQUESTS]')
  process.exit(2)
}

const tally = new Tally()
const bar = startProgressBar(`${count} requests, each ${COPIES} times`, count * COPIES)
const startedMs = performance.now()
await sendAll(url, mixed(url, { id, key }))
const seconds = (performance.now() - startedMs) / 1000
bar.end(
  `${tally.answers} answers in ${seconds.toFixed(1)} s, ${Math.round(tally.answers / seconds)} a second`,
)
console.log(summary().join('\n'))
const isGood =
  tally.admitted.length > 0 && tally.admittedTwice.length === 0 && tally.otherRefusals.length === 0
process.exitCode = isGood ? 0 : 1

async function sendAll(origin: string, submissions: Iterator<SignedSubmission>): Promise<void> {
  const sender = new Sender(origin, CONNECTIONS)
  const connection = async (): Promise<void> => {
    for (let next = submissions.next(); next.done !== true; next = submissions.next()) {
      tally.note(next.value, await sender.send(next.value))
      if (tally.answers % 100 === 0) bar.show(tally.answers, `${tally.count('admitted')} admitted`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection))
  await sender.close()
}

/** Every request {@link COPIES} times, signed when it is needed: what is sent is always fresh. */
function* mixed(origin: string, credentials: { id: string; key: string }): Generator<SignedSubmission> {
  for (let signed = 0; signed < count; signed += MIXED) {
    const length = Math.min(MIXED, count - signed)
    const some = Array.from({ length }, () => signSubmission(origin, credentials))
    const copies = some.flatMap((one, at) =>
      Array.from({ length: COPIES }, () => ({ one, place: at + Math.random() * (at % 2 === 0 ? 1 : MIXED) })),
    )
    for (const { one } of copies.sort((a, b) => a.place - b.place)) yield one
  }
}

function summary(): string[] {
  const ms = (share: number): string => `${tally.quantileMs(share).toFixed(1)} ms`
  return [
    `admitted             ${tally.count('admitted')}`,
    `refused as replays   ${tally.count('replayed')}`,
    `503, no store        ${tally.count('unavailable')}`,
    `no answer            ${tally.count('unanswered')}`,
    ...tally.otherRefusals.map((outcome) => `${outcome}   ${tally.count(outcome as `refused: ${string}`)}`),
    `latency              half within ${ms(0.5)}, 99 of 100 within ${ms(0.99)}, all within ${ms(1)}`,
    verdict(),
  ]
}

function verdict(): string {
  if (tally.admittedTwice.length > 0) return `ADMITTED TWICE: ${tally.admittedTwice.length} requests.`
  if (tally.admitted.length === 0)
    return 'Nothing was admitted, which shows nothing. See that the server runs and is ready, and that the key is its own.'
  return 'No request was admitted twice.'
}
