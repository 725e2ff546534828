import { Writable } from 'node:stream'

/** A terminal that is written to without colours; everything else of it stays. */
export function withoutColours(terminal: Writable): Writable {
  const plain = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      terminal.write(String(chunk).replace(/\x1b\[[\d;]*m/g, ''), done)
    },
  })
  const { columns, rows } = terminal as { columns?: number; rows?: number }
  return Object.assign(plain, { isTTY: true, columns, rows })
}
