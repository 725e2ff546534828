import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { repositoryRoot } from './documents.js'

/** What a careful user has in the tsconfig; stricter than `strict`. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [`${repositoryRoot}node_modules/@types`],
  paths: sourcePaths(),
}

/** Compiles files as one project, against the sources of the packages; gives the complaints, each with its place. */
export function typeErrorsOf(files: readonly string[]): string[] {
  const program = ts.createProgram([...files], OPTIONS)
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || files.includes(file.fileName))
    .map(({ file, start = 0, messageText }) => {
      const text = ts.flattenDiagnosticMessageText(messageText, '\n')
      if (file === undefined) return text
      const { line } = file.getLineAndCharacterOfPosition(start)
      return `${file.fileName}:${line + 1}: ${text}`
    })
}

interface Manifest {
  name: string
  exports: Record<string, string | { default: string }>
}

function sourcePaths(): Record<string, string[]> {
  const pairs = readdirSync(`${repositoryRoot}packages`).flatMap((directory) => {
    const root = `${repositoryRoot}packages/${directory}`
    const { name, exports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as Manifest
    return Object.entries(exports).flatMap(([entry, target]): [string, string[]][] => {
      if (typeof target === 'string') return []
      const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts')
      return [[name + entry.slice(1), [`${root}/${source}`]]]
    })
  })
  return Object.fromEntries(pairs)
}
