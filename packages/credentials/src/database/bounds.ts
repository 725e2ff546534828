/** How long one may wait for a connection, in ms. */
export const CONNECT_TIMEOUT_MS = 5000

/** How long a write may wait for the writes of others, in ms. */
export const LOCK_TIMEOUT_MS = 5000

/** How many writes of one process may wait for those before them. */
export const MAX_WAITING_WRITES = 1000

/** How long a write may wait for those of its own process, in ms; each of them may wait `LOCK_TIMEOUT_MS` for others. */
export const TURN_TIMEOUT_MS = 30_000

/** How long one statement may take, in ms; its connection is given up then. */
export const STATEMENT_TIMEOUT_MS = 10_000

/** How long a transaction may say nothing before the server ends it, in ms: its process hangs, or is out of reach. */
export const IDLE_TRANSACTION_TIMEOUT_MS = 60_000
