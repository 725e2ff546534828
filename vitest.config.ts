import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

interface Manifest {
  name: string
  exports: Record<string, string | { default: string }>
}

/** Every entry of every package, mapped to its source: tests need no build and never see a stale one. */
function sourceAliases(): { find: RegExp; replacement: string }[] {
  return readdirSync(`${root}packages`).flatMap((directory) => {
    if (!existsSync(`${root}packages/${directory}/package.json`)) return []
    const manifest = JSON.parse(readFileSync(`${root}packages/${directory}/package.json`, 'utf8')) as Manifest
    return Object.entries(manifest.exports).flatMap(([entry, target]) => {
      if (typeof target === 'string') return []
      const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts')
      const find = new RegExp(`^${manifest.name}${entry.slice(1)}$`)
      return [{ find, replacement: `${root}packages/${directory}/${source}` }]
    })
  })
}

export default defineConfig({
  resolve: { alias: sourceAliases() },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    // Suites wait for sockets more than they compute.
    maxWorkers: Math.max(4, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default'],
  },
})
