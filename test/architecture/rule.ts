import type { ParsedFile } from './parsed-file.js'

/** A breach of a rule: where, and what is wrong, in one line. */
export type Violation = `${string}: ${string}`

export type Rule = (file: ParsedFile) => Violation[]
