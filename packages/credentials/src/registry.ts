import type { CachedCredentialStore, CachedCredentialStoreOptions } from '@hawk-auth/core'
import type { AuditAction, AuditEntry } from './audit.js'
import type {
  Credential,
  CredentialStatus,
  CredentialWithSecret,
  NewCredential,
  RegisteredCredentials,
} from './credential.js'

/** Who does it: text that the audit log keeps, such as `cli:ada` or `console:42`; at most 255 bytes. */
export interface ByActor {
  actor: string
}

/** A change of the credential that was seen. */
export interface ByActorOf extends ByActor {
  /** The version that was shown; another one is `ERR_REGISTRY_CONFLICT`. Default whatever is there. */
  version?: number | undefined
}

export interface RequestOptions extends ByActor {
  /** Approves it at once, in the same transaction; default false. */
  approve?: boolean | undefined
  /** A secret that exists already, in place of a new one: 16 to 255 bytes of printable ASCII without spaces. */
  secret?: string | undefined
  /** Takes a given secret of less than 16 bytes; default false. */
  allowWeakSecret?: boolean | undefined
}

export interface RotateOptions extends ByActorOf {
  /** How long the previous secret works beside the new one: 0 to 30 days, default 24 hours, in ms. */
  overlapMs?: number | undefined
  /** Rotates although an earlier previous secret still works, which dies then; default false (`ERR_REGISTRY_WRONG_STATUS`). */
  endsOverlap?: boolean | undefined
}

/** One credential of an import, with its secret. */
export interface ImportedCredential extends NewCredential {
  secret: string
  /** Default false: it waits for approval. */
  approved?: boolean | undefined
}

export interface ListQuery {
  owner?: string | undefined
  status?: CredentialStatus | readonly CredentialStatus[] | undefined
  /** Text that id, owner, e-mail or description holds; ASCII letters match in either case. */
  search?: string | undefined
  /** The id after which the page begins: `next` of the page before. */
  after?: string | undefined
  /** 1 to 200, default 50. */
  limit?: number | undefined
}

/** Ordered by id, byte for byte. Deleted ones are listed only where `status` asks for them. */
export interface CredentialPage {
  credentials: Credential[]
  /** Where the next page begins; null on the last. */
  next: string | null
}

export interface AuditQuery {
  id?: string | undefined
  actor?: string | undefined
  action?: AuditAction | undefined
  /** Entries older than this `seq`: `next` of the page before. */
  before?: number | undefined
  /** 1 to 200, default 50. */
  limit?: number | undefined
}

/** The newest first. */
export interface AuditPage {
  entries: AuditEntry[]
  next: number | null
}

/** Told now and then during long work. */
export type OnProgress = (done: number, total: number) => void

/**
 * The life of credentials, in a database. Each method that changes something is one transaction together with its audit
 * entry: all of it happened, or nothing. All reject with a `RegistryError`; those of the database
 * (`ERR_REGISTRY_DATABASE_UNAVAILABLE`, `_READ_ONLY`, `_FAILED`) are not named again below.
 */
export interface CredentialRegistry {
  /**
   * Requests a credential: it is `pending` until somebody approves it.
   *
   * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`, `ERR_REGISTRY_ID_TAKEN`, `ERR_REGISTRY_TOO_MANY_PENDING`,
   * `ERR_REGISTRY_WEAK_SECRET`, `ERR_REGISTRY_SECRET_TAKEN`
   */
  request(credential: NewCredential, options: RequestOptions): Promise<CredentialWithSecret>
  /**
   * Brings credentials in together with their secrets, all or none. The bound of pending requests does not apply. One that is
   * `approved` has two entries in the audit log, `import` and `approve`, and is at its second version.
   */
  import(
    credentials: readonly ImportedCredential[],
    options: ByActor & { allowWeakSecrets?: boolean | undefined; onProgress?: OnProgress | undefined },
  ): Promise<Credential[]>
  /** Approves a pending or refused one; `version` is required: nobody approves what was not shown. */
  approve(id: string, options: ByActorOf & { version: number }): Promise<Credential>
  /** Turns a pending one down. */
  refuse(id: string, options: ByActorOf): Promise<Credential>
  /** Stops an approved one. */
  suspend(id: string, options: ByActorOf): Promise<Credential>
  /** Lets a suspended one work again. */
  resume(id: string, options: ByActorOf): Promise<Credential>
  /** Gives an approved one a new secret; the one before keeps working for the overlap. */
  rotate(id: string, options: RotateOptions): Promise<CredentialWithSecret>
  /** Gives a pending, approved or suspended one a new secret; every earlier one is dead at once. */
  reset(id: string, options: ByActorOf): Promise<CredentialWithSecret>
  /** Says when it stops working, in ms since the epoch (null: never). Any status but deleted. */
  setExpiry(id: string, options: ByActorOf & { expiresAtMs: number | null }): Promise<Credential>
  /** Ends it for good; its secrets are removed, its id stays taken. */
  delete(id: string, options: ByActorOf): Promise<Credential>
  /** Frees the id of a deleted one. What is keyed by that id elsewhere goes to whoever gets it next. */
  free(id: string, options: ByActor): Promise<void>
  /** The current secret, for its owner. The audit entry is written first. */
  reveal(id: string, options: ByActor): Promise<CredentialWithSecret>

  /** One credential, a deleted one too; null where the id was never given. */
  get(id: string): Promise<Credential | null>
  list(query?: ListQuery): Promise<CredentialPage>
  /** Who did what when. */
  audit(query?: AuditQuery): Promise<AuditPage>

  /**
   * Seals every secret with the first master key; the others are not needed any more then.
   *
   * @returns how many secrets were sealed anew
   */
  rewrap(options: ByActor & { onProgress?: OnProgress | undefined }): Promise<number>

  /**
   * What verifiers ask: core's cached store over this registry. Changes made through this registry show at once, those of
   * other processes when the ttl (10 s) has passed, the database up or down; once that is over and the database is down,
   * requests get 503. It also notes the last use, at most once a minute for each credential.
   */
  credentialStore(options?: CachedCredentialStoreOptions): CachedCredentialStore<RegisteredCredentials>

  /** Writes what is still to be noted, and closes the database. Later calls reject with `ERR_REGISTRY_CLOSED`. */
  close(): Promise<void>
}
