// What `npm test` runs after the install. Each check counts as one test beside the tests of vitest.
import { removeStaleOutputs } from './build.js'
import { check } from './run.js'
import { report, sum } from './tally.js'
import { vitest } from './vitest.js'

removeStaleOutputs()
report(
  sum([
    check('types and build', 'typescript/bin/tsc', ['-b']),
    check('lint', 'eslint/bin/eslint.js', ['--max-warnings=0']),
    check('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
    vitest([]),
  ]),
)
