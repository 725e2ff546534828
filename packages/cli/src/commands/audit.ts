import { AUDIT_ACTIONS } from '@hawk-auth/credentials'
import type { AuditAction, AuditEntry, CredentialRegistry } from '@hawk-auth/credentials'
import { Option } from 'commander'
import type { Command } from 'commander'
import { LARGEST_PAGE, limitOption } from '../options/limit.js'
import { parseWhole } from '../options/whole-number.js'
import { printTable } from '../output/table.js'
import { timeText } from '../output/time-text.js'
import { callOf } from '../shared/call.js'
import type { Call, Cli } from '../shared/call.js'
import { readPages } from '../shared/each-page.js'
import { examples } from '../shared/examples.js'
import { didYouMean, shownId } from '../shared/known-credential.js'
import { withRegistry } from '../shared/with-registry.js'

const HEAD = ['SEQ', 'TIME', 'ACTOR', 'ACTION', 'ID', 'VERSION', 'OWNER', 'DETAILS']

interface AuditOptions {
  by?: string
  action?: AuditAction
  before?: number
  limit?: number
  all?: boolean
}

/** `credentials audit`: shows who did what when. */
export function addAudit(parent: Command, cli: Cli): void {
  parent
    .command('audit')
    .summary('show who did what when')
    .description(
      'Shows who did what when, the newest first. Entries are only ever added. The log has names of its own for some commands: ' +
        'create writes "request" (and "approve" under --approve), expire writes "set-expiry"; "reveal" is what your own ' +
        'program can do, and no command does.',
    )
    .argument('[id]', 'only what was done to this credential')
    .option('--by <actor>', 'only what this actor did')
    .addOption(new Option('--action <action>', 'only this').choices(AUDIT_ACTIONS))
    .addOption(limitOption())
    .addOption(
      new Option('--before <seq>', 'only those before this number: the next page').argParser(parseWhole),
    )
    .addOption(new Option('--all', 'every page').conflicts('limit'))
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials audit',
        'hawk-auth credentials audit ci-bot --action approve',
        'hawk-auth credentials audit --by cli:ada --all --json',
      ),
    )
    .action(async (id: string | undefined, options: AuditOptions, command: Command) => {
      const call = callOf(cli, command)
      const { by: actor, action, before, all = false } = options
      const limit = all ? LARGEST_PAGE : options.limit
      await withRegistry(call, async (registry) => {
        const { rows, next } = await readPages({
          all,
          first: before ?? null,
          read: (after) => registry.audit({ id, actor, action, limit, before: after ?? undefined }),
          rowsOf: (page) => page.entries,
        })
        await print(call, rows, next)
        if (rows.length === 0) await call.terminal.note(await whyNothing(registry, id))
      })
    })
}

async function print({ json, terminal }: Call, entries: AuditEntry[], next: number | null): Promise<void> {
  if (json) return terminal.json({ entries, next })
  if (entries.length === 0) return
  await printTable(terminal, HEAD, entries.map(rowOf))
  if (next !== null) await terminal.note(`There are more: add --before ${next}, or --all`)
}

/** An id that nobody had is likely a slip; it is no error, as the log may be asked for anything. */
async function whyNothing(registry: CredentialRegistry, id: string | undefined): Promise<string> {
  if (id === undefined) return 'No entries'
  const known = await registry.audit({ id, limit: 1 })
  if (known.entries.length > 0) return 'No entries'
  const meant = await didYouMean(registry, id, { mayBeDeleted: true })
  return `No entries: ${meant ?? `no credential ever had the id "${shownId(id)}"`}`
}

function rowOf({ seq, atMs, actor, action, id, version, owner, details }: AuditEntry): string[] {
  return [
    String(seq),
    timeText(atMs),
    actor,
    action,
    id === '' ? '–' : id,
    version === null ? '–' : String(version),
    owner ?? '–',
    Object.keys(details).length === 0 ? '' : JSON.stringify(details),
  ]
}
