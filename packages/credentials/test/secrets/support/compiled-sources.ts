import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Compiles a source file of this package, and those that it imports, into a directory, for a process that has no TypeScript.
 *
 * @returns the URL of the module
 */
export function compileSource(path: string, into: string): string {
  writeFileSync(join(into, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(PACKAGE, 'node_modules'), join(into, 'node_modules'))
  const done = new Set<string>()
  const compile = (each: string): void => {
    if (done.has(each)) return
    done.add(each)
    const { outputText } = ts.transpileModule(readFileSync(join(PACKAGE, each), 'utf8'), {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        verbatimModuleSyntax: true,
      },
    })
    const output = join(into, each.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(output), { recursive: true })
    writeFileSync(output, outputText)
    for (const { fileName } of ts.preProcessFile(outputText).importedFiles) {
      if (fileName.startsWith('.')) compile(join(dirname(each), fileName.replace(/\.js$/, '.ts')))
    }
  }
  compile(path)
  return pathToFileURL(join(into, path.replace(/\.ts$/, '.js'))).href
}
