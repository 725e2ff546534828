const warned = new Set<string>()

/** Warns through `process.emitWarning`, once for each code in the life of the process. */
export function warnOnce(code: string, message: string): void {
  if (warned.has(code)) return
  warned.add(code)
  process.emitWarning(message, { type: 'HawkWarning', code })
}
