import ts from 'typescript'
import { nodesOf, placeOf, type ParsedFile } from './parsed-file.js'

/** One import, of whatever kind. */
export interface Import {
  /** Undefined when it is computed, so that nobody can read it. */
  specifier: string | undefined
  place: string
}

/**
 * Reads every import of a file: static, `export … from`, `import()`, `require()`, `import x = require()`,
 * `import('x').Type`, `process.getBuiltinModule()` and triple-slash references.
 */
export function importsOf(file: ParsedFile): Import[] {
  const fromNodes = [...nodesOf(file.source)].flatMap((node) => {
    const specifier = specifierNode(node)
    if (specifier === null) return []
    const text = specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined
    return [{ specifier: text, place: placeOf(file, node.getStart()) }]
  })
  const references = [...file.source.referencedFiles, ...file.source.typeReferenceDirectives]
  return [
    ...references.map((reference) => ({
      specifier: reference.fileName,
      place: placeOf(file, reference.pos),
    })),
    ...fromNodes,
  ]
}

/** The node that holds the specifier; undefined when an import has none; null when `node` is no import. */
function specifierNode(node: ts.Node): ts.Node | undefined | null {
  if (ts.isImportDeclaration(node)) return node.moduleSpecifier
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier ?? null
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
  if (ts.isCallExpression(node) && isImportingCall(node)) return node.arguments[0]
  return null
}

function isImportingCall({ expression }: ts.CallExpression): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true
  if (ts.isIdentifier(expression)) return expression.text === 'require'
  return ts.isPropertyAccessExpression(expression) && expression.name.text === 'getBuiltinModule'
}
