import { RegistryError } from '../../src/index.js'

/** What something rejects with, which must be an error of the registry. */
export async function failureOf(under: Promise<unknown>): Promise<RegistryError> {
  const outcome: unknown = await under.then(
    () => 'it was done',
    (error: unknown) => error,
  )
  if (outcome instanceof RegistryError) return outcome
  throw new Error('it was to fail with a RegistryError', { cause: outcome })
}

/** The code of it. */
export async function codeOf(under: Promise<unknown>): Promise<string> {
  return (await failureOf(under)).code
}

/** What became of several that ran at once: `done`, or the code of the failure; sorted, since nobody knows the order. */
export async function outcomesOf(several: readonly Promise<unknown>[]): Promise<string[]> {
  const outcomes = await Promise.all(several.map((one) => one.then(() => 'done', codeOfError)))
  return outcomes.sort()
}

function codeOfError(error: unknown): string {
  if (error instanceof RegistryError) return error.code
  throw new Error('it was to fail with a RegistryError', { cause: error })
}
