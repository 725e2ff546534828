import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './run-node.js'

/** What a package says of itself. */
export interface Manifest {
  name: string
  version: string
  private?: boolean
  description?: string
  keywords?: string[]
  license?: string
  type?: string
  sideEffects?: boolean
  engines?: { node?: string }
  repository?: { url?: string; directory?: string }
  /** The commands that it installs, by name. */
  bin?: Record<string, string>
  exports: Record<string, string | Record<string, string>>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

export interface PublicPackage {
  /** The directory below `packages/`. */
  directory: string
  manifest: Manifest
  /** What callers write to reach each module it exports: `@hawk-auth/core/protocol`. */
  entries: string[]
}

export function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest
}

/** Every package of the workspace that is published. */
export const publicPackages: PublicPackage[] = readdirSync(join(repositoryRoot, 'packages'))
  .map((directory) => ({ directory, manifest: readManifest(join(repositoryRoot, 'packages', directory)) }))
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ directory, manifest }) => ({ directory, manifest, entries: entriesOf(manifest) }))

function entriesOf({ name, exports }: Manifest): string[] {
  return Object.entries(exports)
    .filter(([, target]) => typeof target !== 'string')
    .map(([entry]) => name + entry.slice(1))
}
