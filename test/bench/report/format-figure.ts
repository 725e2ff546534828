import type { Limit } from '../bounds.js'
import type { Unit } from '../section.js'

const SUFFIXES: Readonly<Record<Unit, string>> = {
  F: ' F',
  times: ' ×',
  percent: ' %',
  ns: ' ns',
  us: ' µs',
  ms: ' ms',
  MB: ' MB',
  kB: ' kB',
  bytes: ' B',
  'MB/s': ' MB/s',
  count: '',
}

/** A figure with its unit, in about three digits. */
export function formatFigure(value: number | undefined, unit: Unit): string {
  if (value === undefined) return '–'
  return `${formatNumber(value)}${SUFFIXES[unit]}`
}

/** A limit as it stands in the table. */
export function formatLimit(limit: Limit, unit: Unit): string {
  return 'atMost' in limit
    ? `≤ ${formatFigure(limit.atMost, unit)}`
    : `≥ ${formatFigure(limit.atLeast, unit)}`
}

function formatNumber(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value)) return String(value)
  if (size >= 100) return value.toFixed(0)
  return value.toFixed(size >= 10 ? 1 : 2)
}
