import { MAX_HEADER_LENGTH, parseAuthorization } from '@hawk-auth/core/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'

/** What reading one header cost, counted and not timed. */
interface Cost {
  /** Calls of the string methods that a scanner steps with. */
  steps: number
  /** The regular expressions that were run, once for each run. */
  expressions: RegExp[]
}

const STEPPING_METHODS = [
  'at',
  'charAt',
  'charCodeAt',
  'codePointAt',
  'indexOf',
  'slice',
  'startsWith',
  'substring',
] as const
/** These look at a whole text, or run an expression from many places: none is needed to read a header. */
const WHOLE_TEXT_METHODS = [
  'match',
  'matchAll',
  'replace',
  'replaceAll',
  'search',
  'split',
  'trim',
  'lastIndexOf',
] as const

afterEach(() => {
  vi.restoreAllMocks()
})

function costOf(header: string): Cost {
  const stepping = STEPPING_METHODS.map((method) => vi.spyOn(String.prototype, method))
  const wholeText = WHOLE_TEXT_METHODS.map((method) => vi.spyOn(String.prototype, method))
  const running = [vi.spyOn(RegExp.prototype, 'exec'), vi.spyOn(RegExp.prototype, 'test')] as const
  parseAuthorization(header)
  const steps = stepping.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  const wholeTextCalls = wholeText.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  // `test` of an expression calls its `exec`, which has been replaced here: one run is seen twice.
  const expressions = [...new Set(running.flatMap((spy) => spy.mock.contexts))]
  const runs = running[0].mock.calls.length
  vi.restoreAllMocks()
  expect(wholeTextCalls).toBe(0)
  return { steps: steps + runs, expressions: expressions as RegExp[] }
}

const REPEATED = /(\[(?:[^\]\\]|\\.)*\]|\\.|.)([+*]|\{\d+,\})(?=\)*(\\.|.)?)/g

/**
 * Says whether an expression can't take more than a few passes over a text: it is tried at one place, nothing but a
 * class is repeated without bound, and what follows such a run can't stand in it, so that giving back characters
 * fails at once. One run alone may be followed by anything.
 */
function isLinear({ source, sticky, flags }: RegExp): boolean {
  const runs = [...source.matchAll(REPEATED)]
  if (runs.length === 0) return true
  if (!sticky && !source.startsWith('^')) return false
  if (runs.some(([, repeated]) => repeated === ')' || repeated === '.')) return false
  if (runs.length === 1) return true
  return runs.every(([, repeated = '', , next]) => {
    if (next === undefined || next === '$') return true
    return !'([\\.'.includes(next.charAt(0)) && !new RegExp(`^${repeated}$`, flags).test(next)
  })
}

/** Headers that are dear to a reader that backtracks or begins again. */
const hostile: readonly { name: string; header: (length: number) => string }[] = [
  { name: 'one long token', header: (length) => `Hawk ${'a'.repeat(length)}` },
  { name: 'a name that never gets its value', header: (length) => `Hawk ${'a'.repeat(length)}=` },
  { name: 'a value that never ends', header: (length) => `Hawk id="${'a'.repeat(length)}` },
  { name: 'white space behind the scheme', header: (length) => `Hawk ${' '.repeat(length)}` },
  {
    name: 'white space before a comma that never comes',
    header: (length) => `Hawk id="1"${' '.repeat(length)}x`,
  },
  { name: 'white space behind a comma', header: (length) => `Hawk id="1",${' '.repeat(length)}` },
  { name: 'no-break spaces', header: (length) => `Hawk id="1"${'\u00a0'.repeat(length)}x` },
  { name: 'commas', header: (length) => `Hawk id="1"${','.repeat(length)}` },
  { name: 'quotes', header: (length) => `Hawk ${'"'.repeat(length)}` },
  { name: 'one attribute over and over', header: (length) => `Hawk ${'id="1",'.repeat(length / 7)}` },
  { name: 'unknown attributes', header: (length) => `Hawk ${'x="1",'.repeat(length / 6)}` },
  { name: 'empty values', header: (length) => `Hawk ${'id="",'.repeat(length / 6)}` },
  { name: 'openings of attributes', header: (length) => `Hawk ${'id="'.repeat(length / 4)}` },
  {
    name: 'a good header of full length',
    header: (length) => `Hawk id="1", ext="${'e'.repeat(length - 30)}"`,
  },
]

describe('reading a header', () => {
  it.each(hostile)('takes steps in proportion to its length: $name', ({ header }) => {
    const short = costOf(header(1000))
    const long = costOf(header(4000))
    expect(long.steps).toBeLessThanOrEqual(2 * 4000 + 50)
    expect(long.steps).toBeLessThanOrEqual(4 * short.steps + 50)
  })

  it.each(hostile)('runs no expression that can backtrack far: $name', ({ header }) => {
    const { expressions } = costOf(header(4000))
    expect(expressions.filter((expression) => !isLinear(expression)).map(({ source }) => source)).toEqual([])
  })

  it('takes a few steps for one that is too long', () => {
    const { steps } = costOf(`Hawk ${'a'.repeat(20 * MAX_HEADER_LENGTH)}`)
    expect(steps).toBeLessThan(50)
  })

  it('takes a few steps for another scheme, however long', () => {
    const { steps } = costOf(`Bearer ${'a'.repeat(20 * MAX_HEADER_LENGTH)}`)
    expect(steps).toBeLessThan(50)
  })
})

describe('the measure of this file', () => {
  it.each([
    /(\w+)="([^"\\]*)"\s*(?:,\s*|$)/g,
    /^(\w+)(?:\s+(.*))?$/,
    /(?:a+)+/y,
    /a*a*/y,
    /^a+(?:a+b)/,
    /^a+\w+/,
    /^.+a/,
    /a+b/,
  ])('finds that %s can backtrack', (expression) => {
    expect(isLinear(expression)).toBe(false)
  })

  it.each([/[a-z]+/y, /^hawk$/i, /(\w{1,32})="/y, /[!#$]/, /^a="([^"]+)"(?:, b="([^"]+)")?$/, /^[a-z]+$/])(
    'finds that %s cannot',
    (expression) => {
      expect(isLinear(expression)).toBe(true)
    },
  )
})
