import { isDeepStrictEqual } from 'node:util'
import { RegistryError } from '../registry-error.js'
import type { CopiedTable, Side } from './copied-tables.js'

/** The two ends of a copy, and who is told how many rows were seen to. */
export interface CopyUnderWay {
  source: Side
  target: Side
  seen: (rows: number) => void
}

/** Writes every row of a table of the source into the target, and says how many there were. */
export async function copyTable<Row>(
  table: CopiedTable<Row>,
  { source, target, seen }: CopyUnderWay,
): Promise<number> {
  let last: Row | null = null
  let copied = 0
  for (;;) {
    const rows: Row[] = await table.page(source, last)
    if (rows.length === 0) return copied
    await table.insert(target, rows)
    copied += rows.length
    seen(rows.length)
    last = rows.at(-1) ?? null
  }
}

/**
 * Reads a table back on both sides and compares every row.
 *
 * @throws RegistryError `ERR_REGISTRY_COPY_DIFFERS`
 */
export async function compareTable<Row>(
  table: CopiedTable<Row>,
  { source, target, seen }: CopyUnderWay,
): Promise<void> {
  let last: Row | null = null
  for (;;) {
    const read: Row[] = await table.page(source, last)
    const written: Row[] = await table.page(target, last)
    // Rows hold opened secrets here, and so the message has none of them.
    if (!isDeepStrictEqual(read.map(plain), written.map(plain))) throw differs(table.name)
    if (read.length === 0) return
    seen(read.length)
    last = read.at(-1) ?? null
  }
}

/** Drivers give rows prototypes of their own. */
function plain<Row>(row: Row): Row {
  return { ...row }
}

function differs(table: string): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_COPY_DIFFERS',
    `What was written to ${table} is not what was read; nothing was kept in the target`,
  )
}
