import { BOUNDS, isWithin, limitOf } from '../bounds.js'
import type { Bound } from '../bounds.js'
import type { Figures, Row, Section } from '../section.js'
import { formatFigure, formatLimit } from './format-figure.js'

/** A row with its figure and, where it has a bound, how it stands to it. */
export interface Result extends Row {
  value: number | undefined
  bound: Bound | undefined
  verdict: 'ok' | 'MISS' | undefined
}

/** Holds a section's figures against their bounds. */
export function judge(section: Section, figures: Figures, hasShaExtensions: boolean): Result[] {
  return section.rows.map((row) => {
    const value = figures[row.figure]
    const bound = BOUNDS.find(({ figure }) => figure === row.figure)
    if (bound === undefined) return { ...row, value, bound, verdict: undefined }
    const isKept = isWithin(value ?? NaN, limitOf(bound, hasShaExtensions))
    return { ...row, value, bound, verdict: isKept ? 'ok' : 'MISS' }
  })
}

const WHAT_WIDTH = 70
const FIGURE_WIDTH = 12
const BOUND_WIDTH = 24

/** The results of one section, as text. */
export function renderSection(
  section: Section,
  figures: Figures,
  results: readonly Result[],
  hasShaExtensions: boolean,
): string {
  const lines = results.map((result) => {
    const figure = formatFigure(result.value, result.unit).padStart(FIGURE_WIDTH)
    const bound = boundText(result, hasShaExtensions).padEnd(BOUND_WIDTH)
    return `  ${result.what.padEnd(WHAT_WIDTH)}${figure}   ${bound}${result.verdict ?? ''}`.trimEnd()
  })
  const table = section.table === undefined ? [] : ['', section.table(figures)]
  return [section.title, ...lines, ...table, ''].join('\n')
}

function boundText({ bound, unit }: Result, hasShaExtensions: boolean): string {
  if (bound === undefined) return ''
  const goal = bound.goal === undefined ? '' : ` (goal ${formatFigure(bound.goal, unit)})`
  return formatLimit(limitOf(bound, hasShaExtensions), unit) + goal
}
