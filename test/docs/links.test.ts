import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { documents, repositoryRoot } from './documents.js'

/** Takes the fenced blocks out: what is in them is no link. */
function proseOf(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, '')
}

/** The name that a heading is linked by, as the forges of this world make it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}

function anchorsOf(path: string): string[] {
  const text = documents.find((document) => document.path === path)?.text ?? ''
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
}

describe.each(documents)('$path', ({ path, text }) => {
  const prose = proseOf(text)

  test('links to files and headings that exist', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false
      const [target = '', anchor] = link.split('#')
      const file = target === '' ? path : posix.join(posix.dirname(path), target)
      if (!existsSync(repositoryRoot + file)) return true
      return anchor !== undefined && !anchorsOf(file).includes(anchor)
    })
    expect(broken).toEqual([])
  })

  test('names files that exist', () => {
    const named = [...prose.matchAll(/`((?:packages|examples|test|docs|scripts)\/[\w\-./]+)`/g)]
    const missing = named.map(([, file = '']) => file).filter((file) => !existsSync(repositoryRoot + file))
    expect(missing).toEqual([])
  })
})
