/** Throws where a condition does not hold; `what` is only made then. */
export function must(condition: boolean, what: () => unknown): void {
  if (!condition) throw new Error(JSON.stringify(what()))
}
