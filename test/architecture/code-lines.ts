import ts from 'typescript'
import type { ParsedFile } from './parsed-file.js'

/** The number of lines that hold code: neither blank nor comment alone. */
export function codeLines({ source }: ParsedFile): number {
  const lines = new Set<number>()
  for (const token of tokensOf(source)) {
    const first = source.getLineAndCharacterOfPosition(token.getStart()).line
    const last = source.getLineAndCharacterOfPosition(token.getEnd()).line
    for (let line = first; line <= last; line++) lines.add(line)
  }
  return lines.size
}

/** Names, literals, keywords and punctuation; no comments. */
function* tokensOf(node: ts.Node): Generator<ts.Node> {
  if (ts.isJSDoc(node)) return
  const children = node.getChildren()
  if (children.length === 0 && node.getWidth() > 0) yield node
  for (const child of children) yield* tokensOf(child)
}
