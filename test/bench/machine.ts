import { createHash } from 'node:crypto'
import { arch, availableParallelism, cpus, totalmem } from 'node:os'

/** What the figures were measured on. */
export interface Machine {
  node: string
  arch: string
  cpu: string
  cores: number
  memoryGB: number
  /** Of one SHA-256 over a large buffer, in gigabytes a second. */
  shaGBPerSecond: number
  /** From 1 GB/s on, the processor has instructions for SHA-256; some bounds depend on it. */
  hasShaExtensions: boolean
}

const BUFFER_BYTES = 4 << 20
const ATTEMPTS = 12

/** Looks at the machine. */
export function readMachine(): Machine {
  const shaGBPerSecond = measureSha()
  return {
    node: process.version,
    arch: arch(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    shaGBPerSecond: Math.round(shaGBPerSecond * 100) / 100,
    hasShaExtensions: shaGBPerSecond >= 1,
  }
}

/** The best of a few attempts: other processes only ever slow it down. */
function measureSha(): number {
  const buffer = Buffer.alloc(BUFFER_BYTES, 'hawk')
  let bestMs = Infinity
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const start = performance.now()
    createHash('sha256').update(buffer).digest()
    bestMs = Math.min(bestMs, performance.now() - start)
  }
  return BUFFER_BYTES / bestMs / 1e6
}
