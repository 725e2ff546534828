import ts from 'typescript'
import { clockFile } from './packages.js'
import { nodesOf, placeOf, type ParsedFile } from './parsed-file.js'
import type { Rule } from './rule.js'
import { topLevelAwaits } from './top-level-await.js'

/** A rule over each node: a text is a complaint, null is consent. */
function forEachNode(complain: (node: ts.Node, file: ParsedFile) => string | null): Rule {
  return (file) =>
    [...nodesOf(file.source)].flatMap((node) => {
      const complaint = complain(node, file)
      return complaint === null ? [] : [`${placeOf(file, node.getStart())}: ${complaint}` as const]
    })
}

export const sourceRules = {
  'no top-level await': (file) =>
    topLevelAwaits(file.source).map(
      (node) => `${placeOf(file, node.getStart())}: awaits at top level, which breaks require()` as const,
    ),

  'no export star': forEachNode((node) => {
    if (!ts.isExportDeclaration(node)) return null
    const isStar = node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)
    return isStar ? 'export *: list the names one by one' : null
  }),

  'no default export': forEachNode((node, file) => {
    if (file.path === 'packages/fastify/src/index.ts' || !isDefaultExport(node)) return null
    return 'a default export: name it'
  }),

  'one clock': forEachNode((node, file) => {
    // The testkit drives real servers, whose clock is the system's.
    if (file.path === clockFile || file.packageName === 'testkit') return null
    if (!ts.isIdentifier(node) || !isValue(node)) return null
    if (node.text === 'Date' && !isDateArithmetic(node)) return `reads the system clock outside ${clockFile}`
    return node.text === 'performance' || node.text === 'hrtime' ? `measures time outside ${clockFile}` : null
  }),

  'no Math.random': forEachNode((node) => {
    if (!ts.isIdentifier(node) || node.text !== 'Math' || !isValue(node)) return null
    const use = useOf(node)
    const isPlain = ts.isPropertyAccessExpression(use) && use.name.text !== 'random'
    return isPlain ? null : 'Math.random is predictable: use node:crypto'
  }),

  'protocol knows no Node globals': forEachNode((node, file) => {
    if (!file.path.startsWith('packages/core/src/protocol/')) return null
    if (!ts.isIdentifier(node) || !isValue(node)) return null
    const isForeign = ['Buffer', 'process', 'global', 'setImmediate'].includes(node.text)
    return isForeign ? `"${node.text}" does not exist in a browser` : null
  }),
} satisfies Record<string, Rule>

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  return node.kind === ts.SyntaxKind.DefaultKeyword && ts.canHaveModifiers(node.parent)
}

/** `new Date(ms)`, `Date.UTC` and `Date.parse` read no clock. */
function isDateArithmetic(node: ts.Identifier): boolean {
  const use = useOf(node)
  if (ts.isNewExpression(use)) return (use.arguments ?? []).length > 0
  return ts.isPropertyAccessExpression(use) && ['UTC', 'parse'].includes(use.name.text)
}

/** What is done with a global: the node around `Math`, or around `globalThis.Math`. */
function useOf(node: ts.Identifier): ts.Node {
  const { parent } = node
  return ts.isPropertyAccessExpression(parent) && parent.name === node ? parent.parent : parent
}

/** Whether the identifier stands for a value, not for a type or for a key of an object of someone's own. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return isGlobalOwner(parent.expression)
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  return !ts.isTypeReferenceNode(parent) && !ts.isTypeElement(parent) && !ts.isClassElement(parent)
}

/** `globalThis.Date` is `Date`, and `process.hrtime` is `hrtime`; `options.Date` is not. */
function isGlobalOwner(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && ['globalThis', 'global', 'process'].includes(node.text)
}
