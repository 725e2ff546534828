export { AUDIT_ACTIONS } from './audit.js'
export type { AuditAction, AuditEntry } from './audit.js'
export { copyRegistry } from './copy-registry.js'
export type { CopyOptions, CopyResult } from './copy-registry.js'
export type {
  Credential,
  CredentialStatus,
  CredentialWithSecret,
  NewCredential,
  RegisteredCredentials,
  RegistryAlgorithm,
} from './credential.js'
export { databaseFile } from './database/location.js'
export { redactUrl } from './database/redact-url.js'
export { migrateDatabase } from './migrate-database.js'
export { createSqlNonceStore } from './nonces/create-sql-nonce-store.js'
export type { SqlNonceStore } from './nonces/sql-nonce-store.js'
export type { SqlNonceStoreOptions } from './nonces/nonce-store-options.js'
export { openRegistry } from './open-registry.js'
export { statusAfter } from './operations/transitions.js'
export type { TransitionName } from './operations/transitions.js'
export type {
  AuditPage,
  AuditQuery,
  ByActor,
  ByActorOf,
  CredentialPage,
  CredentialRegistry,
  ImportedCredential,
  ListQuery,
  OnProgress,
  RequestOptions,
  RotateOptions,
} from './registry.js'
export { RegistryError } from './registry-error.js'
export type { RegistryErrorCode } from './registry-error.js'
export type { RegistryOptions } from './registry-options.js'
