import { readFileSync } from 'node:fs'
import { repositoryRoot } from './repository.js'

const known = new Map<string, string[]>()

/** The subpaths that a package exports (`.`, `./protocol`); none for a package that does not exist. */
export function exportedEntries(packageName: string): string[] {
  const entries = known.get(packageName) ?? readEntries(packageName)
  known.set(packageName, entries)
  return entries
}

function readEntries(packageName: string): string[] {
  try {
    const text = readFileSync(`${repositoryRoot}packages/${packageName}/package.json`, 'utf8')
    return Object.keys((JSON.parse(text) as { exports: Record<string, unknown> }).exports)
  } catch {
    return []
  }
}
