import type { Readable, Writable } from 'node:stream'

/** A stream that may be a terminal. */
interface MayBeTerminal {
  isTTY?: boolean
}

/** Everything that the program has of the world around it; the process's own, unless a test says otherwise. */
export interface Io {
  /** Master keys and passwords of databases are not read here, but by the registry, from the process's own. */
  env: Readonly<Record<string, string | undefined>>
  stdin: Readable & MayBeTerminal
  stdout: Writable & MayBeTerminal
  stderr: Writable & MayBeTerminal
}
