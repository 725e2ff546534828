import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseFile, type ParsedFile } from './parsed-file.js'

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))

/** The directories of `packages/`. */
export function packageDirectories(): string[] {
  return readdirSync(join(repositoryRoot, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}

/** Every source file of every package. */
export function packageSources(): ParsedFile[] {
  return packageDirectories().flatMap((name) =>
    filesBelow(`packages/${name}/src`)
      .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
      .map((path) => parseFile(path, readFileSync(join(repositoryRoot, path), 'utf8'))),
  )
}

function filesBelow(directory: string): string[] {
  if (!existsSync(join(repositoryRoot, directory))) return []
  return readdirSync(join(repositoryRoot, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repositoryRoot.length).split(sep).join('/'))
}
