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

  /** Whether it names headers at all. */
  get hasHeaders(): boolean {
    return (this.#args[this.#at] ?? undefined) !== undefined
  }

  /** The value of a header; absent where the head does not name it. */
  header(name: string): unknown {
    return this.#entries().findLast(([given]) => isSame(given, name))?.[1]
  }

  /** The arguments with one more header, in the place of those of its name. */
  with(name: string, value: string): unknown[] {
    const entries: [unknown, unknown][] = this.#entries().filter(([given]) => !isSame(given, name))
    entries.push([name, value])
    const headers = this.#args[this.#at]
    const args = [...this.#args]
    if (!Array.isArray(headers)) args[this.#at] = Object.fromEntries(entries as [string, unknown][])
    else args[this.#at] = Array.isArray(headers[0]) ? entries : entries.flat(1)
    return args
  }

  #entries(): [unknown, unknown][] {
    const headers = this.#args[this.#at]
    if (!Array.isArray(headers)) return Object.entries(headers ?? {})
    if (Array.isArray(headers[0])) return headers as [unknown, unknown][]
    const list: unknown[] = headers
    return list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]] as [unknown, unknown]] : []))
  }
}

function isSame(one: unknown, other: string): boolean {
  return String(one).toLowerCase() === other.toLowerCase()
}
