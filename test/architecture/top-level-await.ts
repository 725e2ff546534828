import ts from 'typescript'

/** Every `await`, `for await` and `await using` that runs while the module is evaluated. */
export function topLevelAwaits(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = isAwaiting(node) ? [node] : []
  const visit = (child: ts.Node): void => {
    found.push(...topLevelAwaits(child))
  }
  // The body of a function runs later; a computed name of a method or accessor runs with the module.
  if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit)
  else if (node.name !== undefined) visit(node.name)
  return found
}

function isAwaiting(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return true
  if (ts.isForOfStatement(node)) return node.awaitModifier !== undefined
  return ts.isVariableDeclarationList(node) && node.getText().startsWith('await')
}
