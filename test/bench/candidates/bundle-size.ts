import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

/** The part of rolldown that is used. */
interface RolldownModule {
  rolldown: (options: {
    input: string
    cwd: string
    platform: 'node'
    external: (string | RegExp)[]
    plugins: { name: string; resolveId(id: string): string | null; load(id: string): string | null }[]
  }) => Promise<{
    generate(options: { format: 'es'; minify: true }): Promise<{ output: { code: string }[] }>
  }>
}

/** In the folder that has the packages among its dependencies. */
const ENTRY = fileURLToPath(new URL('../../../size-entry.js', import.meta.url))
const CWD = fileURLToPath(new URL('../../..', import.meta.url))

/** The size of some code bundled, minified and gzipped, in bytes, without what is `external`. */
export async function bundledSize(code: string, external: string[]): Promise<number> {
  const { rolldown } = await loadRolldown()
  const entry = {
    name: 'entry',
    resolveId: (id: string) => (id === ENTRY ? id : null),
    load: (id: string) => (id === ENTRY ? code : null),
  }
  const bundle = await rolldown({
    input: ENTRY,
    cwd: CWD,
    platform: 'node',
    external: [...external, /^node:/],
    plugins: [entry],
  })
  const { output } = await bundle.generate({ format: 'es', minify: true })
  return gzipSync(output.map((chunk) => chunk.code).join('\n'), { level: 9 }).length
}

/** The bundler that vitest brings: no second one is installed for the sake of one figure. */
async function loadRolldown(): Promise<RolldownModule> {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json')
  const vite = createRequire(vitest).resolve('vite/package.json')
  const rolldown = createRequire(vite).resolve('rolldown')
  return (await import(pathToFileURL(rolldown).href)) as RolldownModule
}
