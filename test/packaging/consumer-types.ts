import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publicPackages } from './public-packages.js'
import { runTool } from './run-node.js'

/**
 * Type-checks the files of test/packaging/consumers, and an import and a require of every entry, against the
 * installed packages; every declaration they reach is checked too. Throws with the compiler's complaints.
 */
export function checkTypes(consumer: string): void {
  const entries = publicPackages.flatMap((each) => each.entries)
  writeFileSync(
    join(consumer, 'entries.mts'),
    entries.map((entry, i) => `export * as entry${i} from '${entry}'\n`).join(''),
  )
  writeFileSync(
    join(consumer, 'entries.cts'),
    entries.map((entry, i) => `import entry${i} = require('${entry}')\nvoid entry${i}\n`).join(''),
  )
  runTool('typescript/bin/tsc', ['-p', 'tsconfig.json'], consumer)
}

/** Type-checks `./protocol` where there is a DOM and nothing of Node. */
export function checkBrowserTypes(consumer: string): void {
  runTool('typescript/bin/tsc', ['-p', 'tsconfig.browser.json'], consumer)
}
