const counts = new Map<string, number>()

/** Counts the warnings with a code that the process gives from now on; all who ask for one code share one count. */
export function countWarnings(code: string): () => number {
  if (!counts.has(code)) {
    counts.set(code, 0)
    process.on('warning', (warning: Error & { code?: string }) => {
      if (warning.code === code) counts.set(code, (counts.get(code) ?? 0) + 1)
    })
  }
  return () => counts.get(code) ?? 0
}
