import type { Credential, CredentialStatus, ListQuery } from '@hawk-auth/credentials'
import { Option } from 'commander'
import type { Command } from 'commander'
import { LARGEST_PAGE, limitOption } from '../options/limit.js'
import { STATUSES } from '../options/statuses.js'
import { CREDENTIAL_HEAD, credentialRow } from '../output/credential-view.js'
import { printTable } from '../output/table.js'
import { callOf } from '../shared/call.js'
import type { Call, Cli } from '../shared/call.js'
import { readPages } from '../shared/each-page.js'
import { examples } from '../shared/examples.js'
import { withRegistry } from '../shared/with-registry.js'

interface ListOptions {
  owner?: string
  status?: CredentialStatus[]
  search?: string
  after?: string
  limit?: number
  all?: boolean
}

/** `credentials list`: shows credentials, without their secrets. */
export function addList(parent: Command, cli: Cli): void {
  parent
    .command('list')
    .summary('show credentials')
    .description('Shows credentials by id, without their secrets; deleted ones only under --status deleted.')
    .option('--owner <owner>', 'only those of this owner')
    .addOption(
      new Option('--status <status...>', 'only those of this status; several are allowed').choices(STATUSES),
    )
    .option('--search <text>', 'only those whose id, owner, e-mail or description holds this')
    .addOption(limitOption())
    .option('--after <id>', 'only those after this id: the next page')
    .addOption(new Option('--all', 'every page').conflicts('limit'))
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials list --status pending',
        'hawk-auth credentials list --owner ada --status approved suspended',
        'hawk-auth credentials list --all --json',
      ),
    )
    .action(async ({ all = false, ...options }: ListOptions, command: Command) => {
      const call = callOf(cli, command)
      const query: ListQuery = all ? { ...options, limit: LARGEST_PAGE } : options
      await withRegistry(call, async (registry) => {
        const { rows, next } = await readPages({
          all,
          first: options.after ?? null,
          read: (after) => registry.list({ ...query, after: after ?? undefined }),
          rowsOf: (page) => page.credentials,
        })
        await print(call, rows, next)
      })
    })
}

async function print(
  { json, terminal }: Call,
  credentials: Credential[],
  next: string | null,
): Promise<void> {
  if (json) return terminal.json({ credentials, next })
  if (credentials.length === 0) return terminal.note('No credentials')
  await printTable(terminal, CREDENTIAL_HEAD, credentials.map(credentialRow))
  if (next !== null)
    await terminal.note(`There are more: add --after${next.startsWith('-') ? '=' : ' '}${next}, or --all`)
}
