import type { Credential, CredentialRegistry } from '@hawk-auth/credentials'
import type { Command } from 'commander'
import { progressBar } from '../output/progress-bar.js'
import { callOf } from '../shared/call.js'
import type { Call, Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { parseImport } from '../shared/parse-import.js'
import { readPrivateText } from '../shared/read-private-text.js'
import { withRegistry } from '../shared/with-registry.js'

const MAX_BYTES = 256 * 1024 * 1024

interface ImportOptions {
  weak?: boolean
  approve?: boolean
}

/** `credentials import`: brings credentials in together with their secrets. */
export function addImport(parent: Command, cli: Cli): void {
  parent
    .command('import')
    .summary('bring credentials in together with their secrets')
    .description(
      'Brings credentials in together with their secrets: all of them, or none. The file is a JSON array, or has one JSON ' +
        'object on each line, with id, owner, description and secret, and if need be ownerEmail, algorithm, expiresAtMs ' +
        '(ms since the epoch) and approved. Only you may be able to read it.',
    )
    .argument('<file>', 'the file; - reads stdin')
    .option('--weak', 'take secrets of less than 16 bytes')
    .option('--approve', 'approve those that do not say "approved": false')
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials import clients.json --approve',
        'sops -d clients.json | hawk-auth credentials import -',
      ),
    )
    .action(async (path: string, { weak, approve }: ImportOptions, command: Command) => {
      const call = callOf(cli, command)
      const text = await readPrivateText(call.io, path, MAX_BYTES)
      const credentials = parseImport(text, { approve: approve === true })
      const use = async (registry: CredentialRegistry): Promise<void> => {
        const imported = await registry.import(credentials, {
          actor: call.actor,
          allowWeakSecrets: weak,
          onProgress: progressBar(call.terminal, 'Importing'),
        })
        await print(call, imported)
      }
      await withRegistry(call, use, { isFirstUse: true })
    })
}

async function print({ json, terminal }: Call, credentials: Credential[]): Promise<void> {
  if (json) return terminal.json({ credentials })
  const approved = credentials.filter(({ status }) => status === 'approved').length
  await terminal.line(`Imported ${credentials.length} credentials, ${approved} of them approved`)
}
