/**
 * Puts an own property in front of what an object has or inherits, and gives the way back. An own property that was
 * there before (instrumentation puts some) comes back as it was.
 */
export function shadow<T extends object, K extends keyof T>(object: T, name: K, value: T[K]): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name)
  Object.defineProperty(object, name, { value, configurable: true, writable: true, enumerable: false })
  return () => {
    if (before === undefined) Reflect.deleteProperty(object, name)
    else Object.defineProperty(object, name, before)
  }
}
