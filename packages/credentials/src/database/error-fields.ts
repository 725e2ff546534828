/** The `code` of an error of Node or of a driver; empty where it has none. */
export function errorCode(error: unknown): string {
  return textOf(error, 'code')
}

/** A field of an error, where it is text. */
export function textOf(error: unknown, field: string): string {
  const value = fieldOf(error, field)
  return typeof value === 'string' ? value : ''
}

/** A field of an error, where it is a number; NaN is none. */
export function numberOf(error: unknown, field: string): number {
  const value = fieldOf(error, field)
  return typeof value === 'number' ? value : NaN
}

function fieldOf(error: unknown, field: string): unknown {
  if (typeof error !== 'object' || error === null) return undefined
  return Reflect.get(error, field)
}
