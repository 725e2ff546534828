// Builds every package, after removing outputs whose source is gone: a package is packed from its dist.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runTool } from './run.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Removes each file in dist that no file in the sources makes. */
export function removeStaleOutputs() {
  for (const group of ['packages', 'examples']) {
    for (const name of readdirSync(join(root, group))) {
      const project = join(root, group, name)
      if (existsSync(join(project, 'dist'))) removeStaleFiles(join(project, 'dist'), join(project, 'src'))
    }
  }
}

/** @param {string} dist @param {string} src */
function removeStaleFiles(dist, src) {
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const output = /^(.*)\.(?:js|d\.ts)(?:\.map)?$/.exec(file)
    if (output !== null && !existsSync(join(src, `${output[1]}.ts`))) rmSync(join(dist, file))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  removeStaleOutputs()
  // Packages and examples alone: whoever packs them need not wait for the tests.
  const projects = ['packages', 'examples'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  )
  process.exitCode = runTool('typescript/bin/tsc', ['-b', ...projects])
}
