import { escapeText } from './escape.js'
import type { Terminal } from './terminal.js'

const GAP = '  '

/** Prints rows below a head, each column as wide as its widest cell. */
export async function printTable(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const cells = [head, ...rows].map((row) => row.map(escapeText))
  const widths = head.map((_, column) => widthOf(cells, column))
  for (const [index, row] of cells.entries()) {
    const padded = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
    await terminal.line(padded.join(GAP).trimEnd(), index === 0 ? 'bold' : undefined)
  }
}

/** Prints names and values below each other. */
export async function printFields(
  terminal: Terminal,
  fields: readonly (readonly [name: string, value: string])[],
): Promise<void> {
  for (const line of fieldLines(fields)) await terminal.line(line)
}

/** Names and values, one to a line. */
export function fieldLines(fields: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...fields.map(([name]) => name.length))
  return fields.map(([name, value]) => `${`${name}:`.padEnd(width + 1)} ${value}`)
}

function widthOf(cells: readonly (readonly string[])[], column: number): number {
  return cells.reduce((widest, row) => Math.max(widest, lengthOf(row[column] ?? '')), 0)
}

function lengthOf(text: string): number {
  return Array.from(text).length
}
