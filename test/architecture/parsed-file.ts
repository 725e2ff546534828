import ts from 'typescript'

/** A source file as the rules see it. */
export interface ParsedFile {
  /** From the root of the repository, with slashes: `packages/core/src/verifier.ts`. */
  path: string
  /** The directory under `packages/`. */
  packageName: string
  source: ts.SourceFile
}

export function parseFile(path: string, text: string): ParsedFile {
  const packageName = path.split('/')[1] ?? ''
  return { path, packageName, source: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) }
}

/** `path:line` of a node, as editors and terminals open it. */
export function placeOf(file: ParsedFile, position: number): string {
  return `${file.path}:${file.source.getLineAndCharacterOfPosition(position).line + 1}`
}

/** Every node below `node`, itself first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => {
    children.push(child)
  })
  for (const child of children) yield* nodesOf(child)
}
