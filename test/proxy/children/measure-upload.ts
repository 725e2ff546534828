import type { IncomingMessage } from 'node:http'

/** What a server tells of an upload that flowed through it. */
export interface UploadReport {
  bytes: number
  /** The most memory that the process took meanwhile, beyond what it had before, in bytes. */
  grewBy: number
}

/** Reads an upload, and forgets it. */
export async function measureUpload(request: IncomingMessage): Promise<UploadReport> {
  const before = process.memoryUsage.rss()
  let bytes = 0
  let most = before
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    most = Math.max(most, process.memoryUsage.rss())
  }
  return { bytes, grewBy: most - before }
}
