// Hostile input with a hundred thousand requests to each adapter. Further arguments go to vitest.
import { report } from './tally.js'
import { vitest } from './vitest.js'

process.env['HAWK_HOSTILE_REQUESTS'] = '100000'
report(vitest(['test/hostile/hostile.test.ts', '--testTimeout=0', ...process.argv.slice(2)]))
