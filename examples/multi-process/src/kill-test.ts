import { startProgressBar } from './load/progress-bar.js'
import { Load } from './kill-test/load.js'
import { hasRedisServer, OwnRedis } from './kill-test/own-redis.js'
import { OwnServer } from './kill-test/own-server.js'
import { reportLines } from './kill-test/report.js'
import type { Round } from './kill-test/report.js'
import { processAsVictim, redisAsVictim } from './kill-test/victim.js'
import type { Victim } from './kill-test/victim.js'

// kill-test.js [KILLS]: starts the server with a Redis of its own, kills that Redis again and again while requests and
// replays of them come in, and says whether a replay was admitted. Without redis-server on this machine it kills the
// processes of the server, which then share a replay cache in SQLite.
const DEFAULT_KILLS = 5
/** So many requests are admitted before a kill, and after it. */
const ADMISSIONS = 100

const [text = String(DEFAULT_KILLS), ...rest] = process.argv.slice(2)
const kills = Number(text)
if (!(kills > 0) || rest.length > 0) {
  console.error('Usage: node dist/kill-test.js [KILLS]')
  process.exit(2)
}

const TIMES = kills === 1 ? 'once' : `${kills} times`

const redis = hasRedisServer() ? await OwnRedis.start() : null
if (redis === null) {
  console.log(
    'There is no redis-server on this machine (Debian: apt-get install redis-server). The replay cache is in SQLite,\n' +
      'and the processes that write to it are killed instead.',
  )
}
const server = await OwnServer.start(redis?.url ?? '')
try {
  const rounds = await runRounds(redis === null ? processAsVictim(server) : redisAsVictim(redis))
  const { lines, isGood } = reportLines(rounds)
  console.log(lines.join('\n'))
  process.exitCode = isGood ? 0 : 1
} catch (error) {
  console.error(`FAILED: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await server.stop()
  await redis?.remove()
}

async function runRounds(victim: Victim): Promise<Round[]> {
  const rounds: Round[] = []
  const bar = startProgressBar(`${victim.name} is killed under load, ${TIMES}`, kills)
  while (rounds.length < kills) {
    rounds.push(await runRound(victim))
    bar.show(rounds.length, `${rounds.length} of ${kills}`)
  }
  bar.end(`${victim.name} was killed under load, ${TIMES}, and came back each time.`)
  return rounds
}

/** A round is over before its requests are stale: what is sent again at its end is refused as a replay or not at all. */
async function runRound(victim: Victim): Promise<Round> {
  const load = new Load(server.url, server.client)
  try {
    await load.sees(ADMISSIONS, 'admitted')
    await victim.kill(load)
    await load.sees(ADMISSIONS, 'admitted')
    return { tally: load.tally, refusedAgain: await load.endAndSendAgain() }
  } finally {
    await load.stop()
  }
}
