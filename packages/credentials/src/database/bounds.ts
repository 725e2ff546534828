/** How long one may wait for a connection, in ms. */
export const CONNECT_TIMEOUT_MS = 5000

/** How long a write may wait for the writes of others, in ms. */
export const LOCK_TIMEOUT_MS = 5000

/** How long one statement may take, in ms; its connection is given up then. */
export const STATEMENT_TIMEOUT_MS = 10_000

/** How long a transaction may say nothing before the server ends it, in ms: its process hangs, or is out of reach. */
export const IDLE_TRANSACTION_TIMEOUT_MS = 60_000
