import { migrateDatabase } from '@hawk-auth/credentials'
import type { Command } from 'commander'
import { callOf } from '../shared/call.js'
import type { Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'

/** `credentials migrate`: makes the tables, or brings them up to this version. */
export function addMigrate(parent: Command, cli: Cli): void {
  parent
    .command('migrate')
    .summary('make the tables, or bring them up to this version')
    .description(
      'Makes the tables of a database, or brings them up to this version; what was broken off before is completed. Needed ' +
        'on servers, and in a SQLite file that has tables of somebody else alone: any other is migrated when it is opened. It needs no master key.',
    )
    .addHelpText(
      'after',
      examples(
        'HAWK_AUTH_DATABASE=postgres://hawk_owner@db.example.com/hawk hawk-auth credentials migrate',
        'hawk-auth credentials migrate --database mariadb://hawk_owner@db.example.com/hawk',
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const { database, json, terminal } = callOf(cli, command)
      const migrated = await migrateDatabase({ database })
      if (json) await terminal.json({ migrated })
      else await terminal.line(`The tables of ${migrated} are those of this version`)
    })
}
