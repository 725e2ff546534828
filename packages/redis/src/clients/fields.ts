/** A value of which nothing is known but that it may have fields; without any when it is no object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** Says whether a value has a method of this name. */
export function hasMethod<Name extends string>(
  value: unknown,
  name: Name,
): value is Readonly<Record<Name, (...args: never[]) => unknown>> {
  return typeof fieldsOf(value)[name] === 'function'
}

/** Text as it is, and bytes as UTF-8: clients may be told to give bytes. Nothing where it is neither. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : ''
}
