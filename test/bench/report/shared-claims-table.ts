import type { Figures } from '../section.js'

const STORES = {
  memory: 'in memory, one process',
  ioredis: 'Redis, ioredis',
  'node-redis': 'Redis, node-redis',
  'ioredis-always': 'Redis, `appendfsync always`',
  postgres: 'PostgreSQL',
  mariadb: 'MariaDB',
  sqlite: 'SQLite',
}
const HEAD = ['store', 'at once', 'claims a second', 'p50', 'p99', 'client CPU']
const BARE_HEAD = ['bare: a second', 'p50', 'p99', 'client CPU']

/** The figures of the shared claims, as `docs/replay-caches.md` shows them. */
export function sharedClaimsTable(figures: Figures): string {
  const head = [...HEAD, ...BARE_HEAD]
  const rows = Object.entries(STORES).flatMap(([name, label]) =>
    ['1', '50']
      .filter((atOnce) => `shared-claims.${name}.${atOnce}.rate` in figures)
      .map((atOnce) => [
        label,
        atOnce,
        ...cells(figures, `shared-claims.${name}.${atOnce}`),
        ...cells(figures, `shared-claims.${name}.bare.${atOnce}`),
      ]),
  )
  const line = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, line, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function cells(figures: Figures, name: string): string[] {
  const figure = (what: string): number | undefined => figures[`${name}.${what}`]
  const rate = figure('rate')
  if (rate === undefined) return ['', '', '', '']
  return [
    inThousands(rate),
    `${inDigits(figure('p50'))} ms`,
    `${inDigits(figure('p99'))} ms`,
    `${inDigits(figure('cpu'))} µs`,
  ]
}

/** Two digits that count, and a space between thousands. */
function inThousands(rate: number): string {
  const rounded = Number(rate.toPrecision(2))
  return rounded.toFixed(0).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ')
}

function inDigits(value = NaN): string {
  return Number(value.toPrecision(2)).toString()
}
