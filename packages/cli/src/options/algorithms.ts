import type { RegistryAlgorithm } from '@hawk-auth/credentials'

/** Every algorithm, as `--algorithm` takes it. */
export const ALGORITHMS = Object.keys({
  sha256: true,
  sha384: true,
  sha512: true,
} satisfies Record<RegistryAlgorithm, true>)
