import type { ReplayCacheKind } from '../candidates/replay-caches.js'
import type { ClaimsMemory } from '../children/claims-memory-process.js'
import { runInProcess } from '../children/process-task.js'
import type { Figures, RunContext, Section } from '../section.js'

const LIVE = 1_000_000
const PROCESS = new URL('../children/claims-memory-process.js', import.meta.url)

/** What a million live nonces cost beside time. Each cache has a process of its own. */
export const claimsMemory: Section = {
  name: 'claims-memory',
  title: 'replay cache at one million live nonces: memory, worst claim, pauses of the garbage collector',
  rows: [
    { figure: 'claims-memory.MB', what: 'ours: heap and buffers', unit: 'MB' },
    { figure: 'claims-memory.bytes', what: 'ours: for each live nonce', unit: 'bytes' },
    { figure: 'claims-memory.worst', what: 'ours: worst claim', unit: 'ms' },
    {
      figure: 'claims-memory.burst',
      what: 'ours: worst claim when all come in one second, by one client',
      unit: 'ms',
    },
    {
      figure: 'claims-memory.pause.added',
      what: 'ours: longest pause, beyond that of an empty cache',
      unit: 'ms',
    },
    { figure: 'claims-memory.pause.empty', what: 'empty cache: longest pause', unit: 'ms' },
    { figure: 'claims-memory.lru.MB', what: 'lru-cache: heap and buffers', unit: 'MB' },
    { figure: 'claims-memory.lru.bytes', what: 'lru-cache: for each live nonce', unit: 'bytes' },
    { figure: 'claims-memory.lru.worst', what: 'lru-cache: worst claim', unit: 'ms' },
    {
      figure: 'claims-memory.lru.pause.added',
      what: 'lru-cache: longest pause, beyond that of an empty cache',
      unit: 'ms',
    },
  ],
  processes: 3,
  async run({ progress }: RunContext): Promise<Figures> {
    const empty = await measureKind('empty')
    progress(0.2)
    const ours = await measureKind('ours')
    progress(0.6)
    const lru = await measureKind('lru-cache')
    return {
      'claims-memory.MB': (ours.bytesPerNonce * LIVE) / 1e6,
      'claims-memory.bytes': ours.bytesPerNonce,
      'claims-memory.worst': Math.max(ours.worstClaimMs, ours.worstOfBurstMs),
      'claims-memory.burst': ours.worstOfBurstMs,
      'claims-memory.pause.added': ours.longestPauseMs - empty.longestPauseMs,
      'claims-memory.pause.empty': empty.longestPauseMs,
      'claims-memory.lru.MB': (lru.bytesPerNonce * LIVE) / 1e6,
      'claims-memory.lru.bytes': lru.bytesPerNonce,
      'claims-memory.lru.worst': lru.worstClaimMs,
      'claims-memory.lru.pause.added': lru.longestPauseMs - empty.longestPauseMs,
    }
  },
}

async function measureKind(kind: ReplayCacheKind): Promise<ClaimsMemory> {
  const answer = await runInProcess(PROCESS, [kind, String(LIVE)], () => undefined)
  return answer as ClaimsMemory
}
