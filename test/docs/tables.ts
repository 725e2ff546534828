/** The cells of a table that stands behind a heading of a document, without its head: rows of trimmed text. */
export function tableBehind(text: string, heading: string, firstCell: string): string[][] {
  const section = text.slice(text.indexOf(`# ${heading}\n`))
  const rows = section.split('\n').map(cellsOf)
  const head = rows.findIndex((cells) => cells[0] === firstCell)
  if (head < 0) throw new Error(`no table that begins with "${firstCell}" behind "${heading}"`)
  const end = rows.findIndex((cells, row) => row > head && cells.length === 0)
  return rows.slice(head + 2, end)
}

function cellsOf(line: string): string[] {
  if (!line.startsWith('|')) return []
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
}

/** What stands between backticks. */
export function codeOf(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}
