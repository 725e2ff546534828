import type { ExitKind } from './exit-codes.js'

/** What the program itself refuses, or could not do. The message is one line that says what to do. */
export class CliError extends Error {
  readonly kind: ExitKind

  constructor(kind: ExitKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CliError'
    this.kind = kind
  }
}
