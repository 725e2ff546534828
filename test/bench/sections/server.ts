import { ServerLoad } from '../load/server-load.js'
import type { Figures, Row, RunContext, Section } from '../section.js'
import type { Framework } from '../servers/frameworks.js'
import { VARIANTS } from '../servers/variants.js'
import type { Variant } from '../servers/variants.js'
import { median } from '../statistics.js'

const PROCESS = new URL('../children/server-process.js', import.meta.url)

/** Microseconds for each request, one for each round. */
type Rounds = Readonly<Record<Variant, number[]>>

/** What a guard costs in a whole server: the processor time of the server's process for each request. */
export function serverSection(framework: Framework): Section {
  return {
    name: `server-${framework}`,
    title: `whole server on ${framework}: hello-world JSON, processor time for each request`,
    rows: rowsOf(framework),
    processes: 3,
    async run(context: RunContext): Promise<Figures> {
      return figuresOf(framework, await measureRounds(framework, context))
    },
  }
}

function rowsOf(framework: Framework): Row[] {
  const rows = [
    { figure: 'none', what: 'open', unit: 'us' },
    { figure: 'hmac.adds', what: 'one bare createHmac adds', unit: 'us' },
    { figure: 'reference.adds', what: 'the reference adds', unit: 'us' },
    { figure: 'ours.adds', what: 'ours adds', unit: 'us' },
    { figure: 'of-reference', what: 'ours adds, of what the reference adds', unit: 'times' },
    { figure: 'of-hmac', what: 'ours adds, of what one bare createHmac adds', unit: 'times' },
    { figure: 'rate', what: 'rate with ours, of the open server', unit: 'percent' },
    { figure: 'rate.reference', what: 'rate with the reference, of the open server', unit: 'percent' },
  ] as const
  return rows.map((row) => ({ ...row, figure: `server.${framework}.${row.figure}` }))
}

async function measureRounds(framework: Framework, { quick, progress }: RunContext): Promise<Rounds> {
  const warmUps = quick ? 2 : 4
  const rounds = quick ? 5 : 20
  const count = quick ? 800 : 2000
  const measured: Rounds = { none: [], hmac: [], reference: [], ours: [] }
  const starting = VARIANTS.map(async (variant) => {
    return { variant, load: await ServerLoad.start(PROCESS, [framework, variant]) }
  })
  const servers = await Promise.all(starting)
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const { variant, load } of servers) {
      const us = await load.measure(count)
      if (round >= 0) measured[variant].push(us)
    }
    progress((round + warmUps + 1) / (rounds + warmUps))
  }
  for (const { load } of servers) load.stop()
  return measured
}

function figuresOf(framework: Framework, rounds: Rounds): Figures {
  const adds = (variant: Variant): number =>
    median(rounds[variant].map((us, round) => us - (rounds.none[round] ?? NaN)))
  const none = median(rounds.none)
  const figures: Figures = {
    none,
    'hmac.adds': adds('hmac'),
    'reference.adds': adds('reference'),
    'ours.adds': adds('ours'),
    'of-reference': adds('ours') / adds('reference'),
    'of-hmac': adds('ours') / adds('hmac'),
    rate: (100 * none) / (none + adds('ours')),
    'rate.reference': (100 * none) / (none + adds('reference')),
  }
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`server.${framework}.${name}`, value]),
  )
}
