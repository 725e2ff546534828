import { copyRegistry } from '@hawk-auth/credentials'
import type { CopyResult } from '@hawk-auth/credentials'
import type { Command } from 'commander'
import { refusePassword } from '../options/database.js'
import { progressBar } from '../output/progress-bar.js'
import { callOf } from '../shared/call.js'
import type { Call, Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { withRegistry } from '../shared/with-registry.js'

interface CopyCommandOptions {
  to: string
}

/** `credentials copy`: copies a registry into an empty database, and compares both. */
export function addCopy(parent: Command, cli: Cli): void {
  parent
    .command('copy')
    .summary('copy everything into another, empty database')
    .description(
      'Copies credentials, secrets and the audit log into another database, which must be empty and migrated, then reads ' +
        'both and compares them: all of it is there, or nothing. The master keys of the environment serve both sides: for a ' +
        'SQLite file whose key lies beside it, name that file in HAWK_AUTH_MASTER_KEY_FILE. Passwords come from PGPASSWORD, ' +
        '~/.pgpass or MYSQL_PWD.',
    )
    .requiredOption('--to <path or URL>', 'the other database')
    .addHelpText(
      'after',
      examples(
        'HAWK_AUTH_MASTER_KEY_FILE=hawk-auth.sqlite.key hawk-auth credentials copy --to postgres://hawk@db.example.com/hawk',
        'hawk-auth credentials copy --to backup.sqlite',
      ),
    )
    .action(async ({ to: target }: CopyCommandOptions, command: Command) => {
      const call = callOf(cli, command)
      refusePassword('--to', target)
      const onProgress = progressBar(call.terminal, 'Copying')
      const copied = await withRegistry(call, (from) =>
        withRegistry(
          { database: target },
          (to) => copyRegistry({ from, to, actor: call.actor, onProgress }),
          { isFirstUse: true },
        ),
      )
      await print(call, copied)
    })
}

async function print({ json, terminal }: Call, copied: CopyResult): Promise<void> {
  if (json) return terminal.json({ copied })
  const { credentials, secrets, auditEntries } = copied
  await terminal.line(
    `Copied and compared: ${credentials} credentials, ${secrets} secrets, ${auditEntries} entries of the audit log`,
  )
}
