import type { CredentialRegistry, SqlNonceStore } from '@hawk-auth/credentials'
import { expect } from 'vitest'
import { CI_BOT_KEY } from './run-program.js'
import { credentials, guardsJobs } from './exercise.js'
import type { Exercise } from './exercise.js'

/** Exercises for the examples of the registry. */
export const credentialsExercises: Readonly<Record<string, Exercise>> = {
  'packages/credentials/README.md A server over the registry': async (program) => {
    const { registry } = program.exports as { registry: CredentialRegistry }
    const credential = { id: credentials.id, owner: 'ci@example.com', description: 'The build' }
    const secret = CI_BOT_KEY.replaceAll(' ', '_')
    await registry.request(credential, { actor: 'cli:ada', approve: true, secret })
    await guardsJobs(program, { by: 'ci-bot', owner: 'ci@example.com' }, secret)
    await registry.close()
  },
  'packages/credentials/README.md A replay cache in the database': async (program) => {
    const { registry, nonces } = program.exports as { registry: CredentialRegistry; nonces: SqlNonceStore }
    const credential = { id: credentials.id, owner: 'ci@example.com', description: 'The build' }
    const secret = CI_BOT_KEY.replaceAll(' ', '_')
    await registry.request(credential, { actor: 'cli:ada', approve: true, secret })
    await guardsJobs(program, { by: 'ci-bot' }, secret)
    await nonces.close()
    await registry.close()
  },
  'packages/credentials/README.md From a program of yours': ({ printed }) => {
    expect(printed).toEqual([
      'false',
      JSON.stringify(['console:ada: rotate', 'console:root: approve', 'console:ada: request']),
    ])
  },
}
