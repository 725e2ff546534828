import { sql } from 'kysely'

/**
 * Goes before a statement, in one message with it, and so in one transaction and on one way there and back. PostgreSQL
 * - gives up a wait for a lock by itself: one that waits for somebody who is gone stays, and the next takes another
 *   connection. Less than a statement is waited for;
 * - writes to the disk before it answers, where it would acknowledge what it has not written.
 *
 * A message of several statements has no parameters: values are literals.
 */
export const BOUNDED = sql`select set_config('lock_timeout', '800ms', true),
  set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), true);`
