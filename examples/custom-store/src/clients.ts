import { randomBytes } from 'node:crypto'
import type { HawkCredentials } from '@hawk-auth/core'
import { changeClients } from './change-clients.js'

// clients.js add|approve|revoke ID: what an administrator does to the file of clients, while the server runs.
const FILE = process.env['CLIENTS_FILE'] ?? 'clients.json'
const KEY_BYTES = 32

type Clients = Map<string, HawkCredentials>

const VERBS: Readonly<Record<string, (clients: Clients, id: string) => string>> = {
  add: (clients, id) => {
    if (clients.has(id)) throw new Error(`there is a client "${id}" already`)
    const key = randomBytes(KEY_BYTES).toString('base64url')
    clients.set(id, { id, key, approved: false })
    return `HAWK_ID=${id} HAWK_KEY=${key}`
  },
  approve: (clients, id) => {
    clients.set(id, { ...known(clients, id), approved: true })
    return `${id} is approved`
  },
  // The record stays: nobody else is to be given its id.
  revoke: (clients, id) => {
    clients.set(id, { ...known(clients, id), suspended: true })
    return `${id} is suspended`
  },
}

const [verb = '', id, ...rest] = process.argv.slice(2)
const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
if (act === undefined || id === undefined || rest.length > 0 || !/^[-\w]{1,32}$/.test(id)) {
  console.error(`Usage: node dist/clients.js ${Object.keys(VERBS).join('|')} ID`)
  process.exit(2)
}
try {
  let done = ''
  await changeClients(FILE, (clients) => {
    done = act(clients, id)
  })
  console.log(done)
} catch (error) {
  console.error(`${FILE} was not changed: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

function known(clients: Clients, id: string): HawkCredentials {
  const client = clients.get(id)
  if (client === undefined) throw new Error(`there is no client "${id}"`)
  return client
}
