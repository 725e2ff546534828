// Packs every public package and holds the tarballs against publint and attw, and the workspace against knip.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from './run.js'
import { report, sum } from './tally.js'

const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-tarballs-'))
try {
  const packArgs = ['--recursive', '--filter=./packages/*', 'pack', '--pack-destination', directory]
  const built = [
    check('build', 'typescript/bin/tsc', ['-b']),
    // Not at the root: there npx would find it, and it would delete itself when it renews node_modules.
    check('pack', '../test/node_modules/pnpm/bin/pnpm.cjs', packArgs),
    check('knip', 'knip/bin/knip.js', ['--no-config-hints']),
  ]
  const tarballs = readdirSync(directory).filter((name) => name.endsWith('.tgz'))
  const linted = tarballs.flatMap((name) => {
    const tarball = join(directory, name)
    return [
      check(`publint ${name}`, 'publint/src/cli.js', ['--strict', tarball]),
      // CommonJS callers load the same module by require(esm); test/packaging runs and compiles that.
      check(`attw ${name}`, '@arethetypeswrong/cli/dist/index.js', [tarball, '--profile', 'esm-only']),
    ]
  })
  report(sum([...built, ...linted]))
} finally {
  rmSync(directory, { recursive: true })
}
