/** The arguments of `writeHead`: a status, perhaps a reason, and headers as an object or a list. */
export type HeadArguments = readonly unknown[]

/** A head as a handler wrote it by hand, in any of the shapes that Node takes. */
export class WrittenHead {
  readonly #args: HeadArguments
  /** Where the headers stand. */
  readonly #at: 1 | 2

  constructor(args: HeadArguments) {
    this.#args = args
    this.#at = typeof args[1] === 'string' || (args[2] ?? undefined) !== undefined ? 2 : 1
  }

  get status(): unknown {
    return this.#args[0]
  }

  /** The value of a header, by its lower-case name; absent where the head does not name it. */
  header(name: string): unknown {
    return entriesOf(this.#args[this.#at]).findLast(([given]) => String(given).toLowerCase() === name)?.[1]
  }

  /** The arguments with one more header. */
  with(name: string, value: string): unknown[] {
    const headers = this.#args[this.#at]
    const args = [...this.#args]
    args[this.#at] = Array.isArray(headers)
      ? (headers as unknown[]).concat(Array.isArray(headers[0]) ? [[name, value]] : [name, value])
      : { ...(headers as object | undefined), [name]: value }
    return args
  }
}

function entriesOf(headers: unknown): [unknown, unknown][] {
  if (!Array.isArray(headers)) return Object.entries(Object(headers) as object)
  if (Array.isArray(headers[0])) return headers as [unknown, unknown][]
  const list: unknown[] = headers
  return list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]] as [unknown, unknown]] : []))
}
