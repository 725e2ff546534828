// The properties with a million runs in total. Further arguments go to vitest.
import { report } from './tally.js'
import { vitest } from './vitest.js'

process.env['HAWK_PROPERTY_RUNS'] = '1000000'
report(vitest(['test/properties', '--testTimeout=0', ...process.argv.slice(2)]))
