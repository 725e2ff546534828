import ts from 'typescript'
import type { ParsedFile } from './parsed-file.js'

/** The number of lines that hold code: neither blank, nor comment alone, nor a list of names that stand elsewhere. */
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
  if (ts.isJSDoc(node) || isReExport(node)) return
  const children = node.getChildren()
  if (children.length === 0 && node.getWidth() > 0) yield node
  for (const child of children) yield* tokensOf(child)
}

function isReExport(node: ts.Node): boolean {
  return ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined
}

/** The names that a file exports from packages of ours: what one install must be enough for. */
export function namesFromCore({ source }: ParsedFile): string[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !isFromCore(statement)) return []
    const { exportClause } = statement
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return []
    return exportClause.elements.map(({ name }) => name.text)
  })
}

function isFromCore({ moduleSpecifier }: ts.ExportDeclaration): boolean {
  return (
    moduleSpecifier !== undefined &&
    ts.isStringLiteral(moduleSpecifier) &&
    moduleSpecifier.text.startsWith('@hawk-auth/core')
  )
}
