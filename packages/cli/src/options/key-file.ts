import type { Io } from '../io.js'
import { readPrivateText } from '../shared/read-private-text.js'

const MAX_BYTES = 4096

/** The secret of `--key-file`: the text of the file without the newline at its end. */
export async function readKey(io: Io, path: string): Promise<string> {
  const text = await readPrivateText(io, path, MAX_BYTES)
  return text.replace(/\r?\n$/, '')
}
