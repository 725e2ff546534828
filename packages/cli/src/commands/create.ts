import { RegistryError } from '@hawk-auth/credentials'
import type {
  Credential,
  CredentialRegistry,
  CredentialWithSecret,
  NewCredential,
  RegistryAlgorithm,
} from '@hawk-auth/credentials'
import { Option } from 'commander'
import type { Command } from 'commander'
import { CliError } from '../cli-error.js'
import { ALGORITHMS } from '../options/algorithms.js'
import { isOver, parseFutureExpiry } from '../options/expiry.js'
import { readKey } from '../options/key-file.js'
import { callOf } from '../shared/call.js'
import type { Call, Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { idArgument } from '../shared/id-argument.js'
import { printChange, printSecret } from '../shared/print-credential.js'
import { withRegistry } from '../shared/with-registry.js'

interface CreateOptions {
  approve?: boolean
  ifMissing?: boolean
  keyFile?: string
  weak?: boolean
  email?: string
  algorithm?: RegistryAlgorithm
  expires?: number
}

/** `credentials create`: requests a credential, and prints its secret once. */
export function addCreate(parent: Command, cli: Cli): void {
  parent
    .command('create')
    .summary('request a credential and print its secret, once')
    .description('Requests a credential and prints its secret, once. It works when somebody has approved it.')
    .argument('<id>', '1 to 32 of A-Z, a-z, 0-9, "-" and "_"')
    .argument('<owner>', 'who answers for it: a name, or an address')
    .argument('<description>', 'what it is for')
    .option('--approve', 'approve it at once')
    .option('--if-missing', 'do nothing where the id is there already, with the same owner')
    .option('--key-file <path>', 'take the secret from a file that only you can read; - reads stdin')
    .option('--weak', 'take a secret of less than 16 bytes')
    .option('--email <address>', 'an address of the owner')
    .addOption(
      new Option('--algorithm <name>', 'the algorithm of its MACs (default: sha256)').choices(ALGORITHMS),
    )
    .addOption(
      new Option('--expires <date or duration>', 'when it stops working: 2027-01-31, or 90d').argParser(
        parseFutureExpiry,
      ),
    )
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials create ci-bot ci@example.com "The build" --approve',
        'hawk-auth credentials create nightly ada "Nightly builds" --expires 90d',
        'hawk-auth credentials create old-client bob "From before" --key-file old-client.key',
        'hawk-auth credentials create deploy ops "Deployments" --approve --if-missing --json',
      ),
    )
    .action(
      async (id: string, owner: string, description: string, options: CreateOptions, command: Command) => {
        const call = callOf(cli, command)
        const { email: ownerEmail = null, algorithm, expires: expiresAtMs } = options
        await create(call, { id, owner, ownerEmail, description, algorithm, expiresAtMs }, options)
      },
    )
}

async function create(call: Call, wanted: NewCredential, options: CreateOptions): Promise<void> {
  const secret = options.keyFile === undefined ? undefined : await readKey(call.io, options.keyFile)
  const use = async (registry: CredentialRegistry): Promise<void> => {
    const known = options.ifMissing === true ? await registry.get(wanted.id) : null
    if (known !== null) return printKnown(call, requireAsAsked(known, wanted, options))
    const made = await request(registry, call, wanted, { ...options, secret })
    if ('version' in made) return printKnown(call, requireAsAsked(made, wanted, options))
    if (secret === undefined) await printSecret(call, made, 'Created')
    else await printChange(call, made.credential, 'Created')
    await sayWhatIsNext(call, made.credential)
  }
  await withRegistry(call, use, { isFirstUse: true })
}

/** The new credential; under `--if-missing` the one that somebody else made in this moment. */
async function request(
  registry: CredentialRegistry,
  { actor }: Call,
  wanted: NewCredential,
  { approve, weak, ifMissing, secret }: CreateOptions & { secret: string | undefined },
): Promise<CredentialWithSecret | Credential> {
  try {
    return await registry.request(wanted, { actor, approve, allowWeakSecret: weak, secret })
  } catch (error) {
    const isTaken = error instanceof RegistryError && error.code === 'ERR_REGISTRY_ID_TAKEN'
    const known = isTaken && ifMissing === true ? await registry.get(wanted.id) : null
    if (known === null) throw error
    return known
  }
}

/** `--if-missing` takes over nobody's id, and passes nothing off as approved. */
function requireAsAsked(known: Credential, { owner }: NewCredential, { approve }: CreateOptions): Credential {
  const { id, status, expiresAtMs } = known
  if (status === 'deleted') {
    throw new CliError('idTaken', `The id "${id}" was given before; it stays taken until it is freed`)
  }
  if (known.owner !== owner) {
    throw new CliError(
      'otherThanAsked',
      `The id "${id}" belongs to "${known.owner}", not to "${owner}": take another id`,
    )
  }
  if (approve === true && status !== 'approved') {
    throw new CliError(
      'otherThanAsked',
      `The credential "${id}" is there, but it is ${status}, not approved: look at it first`,
    )
  }
  if (approve === true && isOver(expiresAtMs)) {
    throw new CliError(
      'otherThanAsked',
      `The credential "${id}" is there, but it has expired: set another end`,
    )
  }
  return known
}

async function printKnown({ json, terminal }: Call, credential: Credential): Promise<void> {
  if (json) await terminal.json({ credential, secret: null })
  else await terminal.line(`"${credential.id}" is there already (${credential.status}); nothing was changed`)
}

async function sayWhatIsNext({ terminal }: Call, { id, status }: Credential): Promise<void> {
  if (status !== 'pending') return
  await terminal.note(`It waits for approval: hawk-auth credentials approve ${idArgument(id)}`)
}
