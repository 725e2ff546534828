import { createUploadServer } from '../servers/upload-server.js'
import type { UploadWay } from '../servers/upload-server.js'
import { serveFromProcess } from './served-process.js'

/** What uploads cost their server since it was last asked. */
export interface UploadCost {
  /** The highest that the resident memory stood, in millions of bytes. */
  highestMB: number
  cpuSeconds: number
}

const SAMPLE_EVERY_MS = 10

let highestBytes = 0
let cpuBefore = process.cpuUsage()

setInterval(sampleMemory, SAMPLE_EVERY_MS).unref()

// `node upload-process.js WAY`
serveFromProcess(createUploadServer(process.argv[2] as UploadWay), (): UploadCost => {
  sampleMemory()
  const { user, system } = process.cpuUsage(cpuBefore)
  const cost = { highestMB: highestBytes / 1e6, cpuSeconds: (user + system) / 1e6 }
  highestBytes = 0
  cpuBefore = process.cpuUsage()
  return cost
})

function sampleMemory(): void {
  highestBytes = Math.max(highestBytes, process.memoryUsage.rss())
}
