/** Page after page, until the last. */
export async function* eachPage<K, P extends { next: K | null }>(
  read: (after: K | null) => Promise<P>,
  first: K | null = null,
): AsyncGenerator<P> {
  let next = first
  do {
    const page = await read(next)
    yield page
    next = page.next
  } while (next !== null)
}

/** What pages are read, and how. */
interface Pages<K, P, R> {
  /** Whether every page is read, or the first alone. */
  all: boolean
  /** Where the first begins; null is the beginning. */
  first: K | null
  read: (after: K | null) => Promise<P>
  rowsOf: (page: P) => readonly R[]
}

/** The rows of one page or of all, and where the next page begins. */
export async function readPages<K, P extends { next: K | null }, R>({
  all,
  first,
  read,
  rowsOf,
}: Pages<K, P, R>): Promise<{ rows: R[]; next: K | null }> {
  const rows: R[] = []
  for await (const page of eachPage(read, first)) {
    for (const row of rowsOf(page)) rows.push(row)
    if (!all) return { rows, next: page.next }
  }
  return { rows, next: null }
}
