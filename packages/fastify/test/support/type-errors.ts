import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Compiles a file as a program of its own, under the settings of the workspace and against the sources of the packages. */
export function typeErrorsOf(file: string): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, (path) => ts.sys.readFile(path)) as {
    config: object
  }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const paths = Object.fromEntries(
    [
      ['core', 'index'],
      ['core/protocol', 'protocol/index'],
      ['core/guard', 'guard/index'],
      ['node/adapter', 'adapter'],
      ['fastify', 'index'],
    ].map(([entry = '', source = '']) => {
      const name = entry.split('/')[0] ?? ''
      return [`@hawk-auth/${entry}`, [`${root}packages/${name}/src/${source}.ts`]]
    }),
  )
  const program = ts.createProgram([file], { ...options, noEmit: true, skipLibCheck: true, paths })
  return ts
    .getPreEmitDiagnostics(program)
    .filter((diagnostic) => diagnostic.file === undefined || diagnostic.file.fileName === file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
