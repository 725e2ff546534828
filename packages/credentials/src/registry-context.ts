import type { RegistryDatabase } from './database/registry-database.js'
import type { CredentialRegistry } from './registry.js'
import { RegistryError } from './registry-error.js'
import type { SecretVault } from './secret-vault.js'

/** What the operations of one registry share. */
export interface RegistryContext {
  readonly database: RegistryDatabase
  readonly vault: SecretVault
  /** Whole ms since the epoch. */
  readonly now: () => number
  /** Makes every cached store of this registry forget an id. */
  readonly invalidate: (id: string) => void
}

const contexts = new WeakMap<CredentialRegistry, RegistryContext>()

/** Notes what is behind a registry; nothing of it stands on the registry itself. */
export function keepContext(registry: CredentialRegistry, context: RegistryContext): void {
  contexts.set(registry, context)
}

/**
 * What is behind a registry.
 *
 * @param where - the function that was called, for the message
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT` for anything but a registry of `openRegistry`
 */
export function contextOf(where: string, name: string, registry: CredentialRegistry): RegistryContext {
  const context = contexts.get(registry)
  if (context !== undefined) return context
  throw new RegistryError(
    'ERR_REGISTRY_BAD_INPUT',
    `${where}: "${name}" must be a registry that openRegistry made`,
  )
}
