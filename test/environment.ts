/** A whole number out of the environment; absent where the variable is not set or empty. */
export function readWholeNumber(name: string): number | undefined {
  const text = process.env[name]
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new Error(`${name} must be a whole number, got ${JSON.stringify(text)}`)
}

/** Where the randomness of a test run begins: a variable, or chance. */
export function readSeed(name: string): number {
  return readWholeNumber(name) ?? Math.trunc(Math.random() * 0x7fffffff)
}
