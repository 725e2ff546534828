import { sql } from 'kysely'

/**
 * Ends the statement that makes a table in MariaDB or MySQL, whatever engine they take by default: others have no transactions,
 * so that half of a change would stay, and lose rows in a crash.
 */
export const WITH_TRANSACTIONS = sql`engine = InnoDB`
