import type { Credential, CredentialWithSecret } from '@hawk-auth/credentials'
import { CliError } from '../cli-error.js'
import { credentialFields } from '../output/credential-view.js'
import { printFields } from '../output/table.js'
import type { Call } from './call.js'
import { idArgument } from './id-argument.js'

/** Prints a credential. */
export async function printCredential({ json, terminal }: Call, credential: Credential): Promise<void> {
  if (json) await terminal.json({ credential })
  else await printFields(terminal, credentialFields(credential))
}

/** Prints what became of a credential. `done` begins the line: `Suspended`. */
export async function printChange(call: Call, credential: Credential, done: string): Promise<void> {
  const { id, status, version } = credential
  if (call.json) await call.terminal.json({ credential })
  else await call.terminal.line(`${done} "${id}" (${status}, version ${version})`)
}

/** Prints a new secret, this once. */
export async function printSecret(
  call: Call,
  { credential, secret }: CredentialWithSecret,
  done: string,
): Promise<void> {
  const { json, terminal } = call
  try {
    if (json) return await terminal.json({ credential, secret })
    await printChange(call, credential, done)
    await terminal.line(`Secret: ${secret}`)
  } catch (error) {
    throw new CliError(
      'unexpected',
      `${done} "${credential.id}", but its secret could not be written to stdout: run "hawk-auth credentials reset ${idArgument(credential.id)}" for another one`,
      { cause: error },
    )
  }
  await terminal.note('Keep the secret: it is not shown again.')
}
