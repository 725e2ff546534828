import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))

/** A document of the repository, and where it lies. */
export interface Document {
  /** From the root of the repository. */
  path: string
  text: string
}

/** Every document that somebody may read first. */
export const documents: readonly Document[] = [
  ...markdownIn(''),
  ...markdownIn('docs/'),
  ...['packages', 'examples'].flatMap((parent) =>
    readdirSync(repositoryRoot + parent).flatMap((name) => markdownIn(`${parent}/${name}/`)),
  ),
].map((path) => ({ path, text: readFileSync(repositoryRoot + path, 'utf8') }))

export function readDocument(path: string): string {
  const document = documents.find((each) => each.path === path)
  if (document === undefined) throw new Error(`there is no ${path}`)
  return document.text
}

function markdownIn(directory: string): string[] {
  if (!existsSync(repositoryRoot + directory)) return []
  return readdirSync(repositoryRoot + directory)
    .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md')
    .map((name) => directory + name)
}
