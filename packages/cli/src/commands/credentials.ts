import type { Command } from 'commander'
import type { Cli } from '../shared/call.js'
import { examples } from '../shared/examples.js'
import { addApprove } from './approve.js'
import { addAudit } from './audit.js'
import { addCopy } from './copy.js'
import { addCreate } from './create.js'
import { addDelete } from './delete.js'
import { addExpire } from './expire.js'
import { addFree } from './free.js'
import { addImport } from './import.js'
import { addList } from './list.js'
import { addMigrate } from './migrate.js'
import { addRefuse } from './refuse.js'
import { addReset } from './reset.js'
import { addResume } from './resume.js'
import { addRewrap } from './rewrap.js'
import { addRotate } from './rotate.js'
import { addShow } from './show.js'
import { addSuspend } from './suspend.js'

/** In the order of a credential's life, as help shows them. */
const COMMANDS = [
  addCreate,
  addList,
  addShow,
  addApprove,
  addRefuse,
  addSuspend,
  addResume,
  addRotate,
  addReset,
  addExpire,
  addDelete,
  addFree,
  addAudit,
  addImport,
  addRewrap,
  addMigrate,
  addCopy,
]

/** `credentials`: the life of credentials. */
export function addCredentials(program: Command, cli: Cli): void {
  const credentials = program
    .command('credentials')
    .summary('credentials from request to retirement')
    .description(
      'The life of credentials: somebody requests one, an administrator approves it, programs sign with it, its secret is ' +
        'rotated, and one day it is deleted. Each change is in the audit log.',
    )
    .addHelpText(
      'after',
      examples(
        'hawk-auth credentials create ci-bot ci@example.com "The build"',
        'hawk-auth credentials approve ci-bot',
        'hawk-auth credentials rotate ci-bot --overlap 24h',
        'hawk-auth credentials list --status pending',
      ),
    )
  for (const add of COMMANDS) add(credentials, cli)
}
