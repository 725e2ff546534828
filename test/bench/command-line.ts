import { parseArgs } from 'node:util'

/** What a run was asked to do. */
export interface Command {
  quick: boolean
  strict: boolean
  help: boolean
  /** The sections to run; all of them when empty. */
  only: readonly string[]
  /** Where the raw figures go. */
  json: string | undefined
}

/** Reads the command line. */
export function readCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
    },
  })
  return { ...values, only: values.only.flatMap((names) => names.split(',')), json: values.json }
}

/** How to call the benchmark. */
export function usage(sectionNames: readonly string[]): string {
  return `npm run bench -- [options]

  --only NAME   run one section (can be repeated, or name several: a,b)
  --quick       a short run, to see that everything works
  --json FILE   write the raw figures to a file
  --strict      exit with 1 when a bound is missed

sections: ${sectionNames.join(', ')}`
}
