import { ServedProcess } from '../children/served-process.js'
import type { UploadCost } from '../children/upload-process.js'
import { hashUpload, upload as sendUpload } from '../load/upload.js'
import type { Figures, RunContext, Section } from '../section.js'
import { UPLOAD_WAYS } from '../servers/upload-server.js'
import type { UploadWay } from '../servers/upload-server.js'
import { median } from '../statistics.js'

const PROCESS = new URL('../children/upload-process.js', import.meta.url)
/** Of 64 kB: one gigabyte, and the 64 MB that it is held against. */
const LARGE_CHUNKS = 1 << 14
const SMALL_CHUNKS = 1 << 10

/** What was seen of one way, upload by upload. */
interface Seen {
  growthMB: number[]
  seconds: number[]
  cpuSeconds: number[]
}

/** What it costs to take a large upload through the guard, streaming. */
export const upload: Section = {
  name: 'upload',
  title:
    'upload of 1 GB over loopback, streamed (growth: highest resident memory beyond that of 64 MB, the worst round)',
  rows: [
    { figure: 'upload.guard.growth', what: 'through our guard: growth', unit: 'MB' },
    { figure: 'upload.plain.growth', what: 'plain handler: growth', unit: 'MB' },
    { figure: 'upload.hashing.growth', what: 'handler that hashes by itself: growth', unit: 'MB' },
    { figure: 'upload.guard.rate', what: 'through our guard', unit: 'MB/s' },
    { figure: 'upload.plain.rate', what: 'plain handler', unit: 'MB/s' },
    { figure: 'upload.hashing.rate', what: 'handler that hashes by itself', unit: 'MB/s' },
    {
      figure: 'upload.guard.cpu',
      what: 'processor time through our guard, of a handler that hashes',
      unit: 'times',
    },
  ],
  processes: 1,
  async run({ quick, progress }: RunContext): Promise<Figures> {
    const largeHash = hashUpload(LARGE_CHUNKS)
    const smallHash = hashUpload(SMALL_CHUNKS)
    const servers = await startServers()
    const rounds = quick ? 1 : 5
    for (let round = 0; round < rounds; round += 1) {
      for (const { server, seen } of servers.values()) {
        await sendUpload(server.port, SMALL_CHUNKS, smallHash)
        const small = (await server.ask('cost')) as UploadCost
        const seconds = await sendUpload(server.port, LARGE_CHUNKS, largeHash)
        const large = (await server.ask('cost')) as UploadCost
        seen.growthMB.push(large.highestMB - small.highestMB)
        seen.seconds.push(seconds)
        seen.cpuSeconds.push(large.cpuSeconds)
      }
      progress((round + 1) / rounds)
    }
    for (const { server } of servers.values()) server.stop()
    return figuresOf(servers)
  },
}

type Servers = ReadonlyMap<UploadWay, { server: ServedProcess; seen: Seen }>

async function startServers(): Promise<Servers> {
  const starting = UPLOAD_WAYS.map(async (way) => {
    const seen: Seen = { growthMB: [], seconds: [], cpuSeconds: [] }
    return [way, { server: await ServedProcess.start(PROCESS, [way]), seen }] as const
  })
  return new Map(await Promise.all(starting))
}

function figuresOf(servers: Servers): Figures {
  const megabytes = (LARGE_CHUNKS << 16) / 1e6
  const figures: Figures = {}
  for (const [way, { seen }] of servers) {
    figures[`upload.${way}.growth`] = Math.max(...seen.growthMB)
    figures[`upload.${way}.rate`] = megabytes / median(seen.seconds)
    figures[`upload.${way}.cpuSeconds`] = median(seen.cpuSeconds)
  }
  const { 'upload.guard.cpuSeconds': guard = NaN, 'upload.hashing.cpuSeconds': hashing = NaN } = figures
  figures['upload.guard.cpu'] = guard / hashing
  return figures
}
