import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { CliError } from '../cli-error.js'
import type { Io } from '../io.js'

const GROUP_AND_OTHERS = 0o077

/** Windows knows no modes. */
const hasModes = process.platform !== 'win32'

/**
 * Reads a file that holds secrets; `-` is stdin.
 *
 * @param maxBytes - more than this is refused
 * @throws CliError `file` where group or others may use it, it is no plain file, too long, no UTF-8, or can't be read
 */
export async function readPrivateText(io: Io, path: string, maxBytes: number): Promise<string> {
  const bytes = path === '-' ? await readStdin(io.stdin, maxBytes) : await readFile(path, maxBytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CliError('file', `${nameOf(path)} holds bytes that are no UTF-8: check what it is`)
  }
}

async function readFile(path: string, maxBytes: number): Promise<Buffer> {
  try {
    // A pipe would make `open` wait for somebody who writes.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      await requirePrivate(file, path, maxBytes)
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof CliError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new CliError('file', `The file ${path} can't be read (${code}): check its name and its rights`, {
      cause: error,
    })
  }
}

async function requirePrivate(file: FileHandle, path: string, maxBytes: number): Promise<void> {
  const stats = await file.stat()
  if (!stats.isFile()) throw new CliError('file', `${path} is no plain file; "-" reads stdin`)
  if (hasModes && (stats.mode & GROUP_AND_OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, '0')
    throw new CliError(
      'file',
      `Others than its owner may use the file ${path} (mode ${mode}), which holds secrets: run chmod 600 on it`,
    )
  }
  if (stats.size > maxBytes) throw tooLong(path, maxBytes)
}

async function readStdin(stdin: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdin as AsyncIterable<string | Uint8Array>) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.length
    if (bytes > maxBytes) throw tooLong('-', maxBytes)
    chunks.push(buffer)
  }
  return Buffer.concat(chunks)
}

function tooLong(path: string, maxBytes: number): CliError {
  return new CliError('file', `${nameOf(path)} is longer than ${maxBytes} bytes: check what it is`)
}

function nameOf(path: string): string {
  return path === '-' ? 'stdin' : `The file ${path}`
}
