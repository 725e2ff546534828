import { fileURLToPath } from 'node:url'
import type { Client } from './client-store.js'

const SENDER = fileURLToPath(new URL('send.js', import.meta.url))

/** What the server prints when it starts: its clients, and lines to copy into another terminal. */
export function demoLines({
  url,
  approved,
  unapproved,
}: {
  url: string
  approved: Client
  unapproved: Client
}): string[] {
  const line = (client: Client, mode: string): string =>
    `  ${variables({ HAWK_ID: client.id, HAWK_KEY: String(client.key) })} node ${JSON.stringify(SENDER)} ${mode} ${url}`
  return [
    `The API listens on ${url}. Its clients, with keys made for this start:`,
    `  ${approved.id}   approved       key ${String(approved.key)}`,
    `  ${unapproved.id}  not approved   key ${String(unapproved.key)}`,
    '',
    'Copy a line into another terminal. A signed submission, accepted (201):',
    line(approved, 'submit'),
    'What was accepted (200):',
    line(approved, 'list'),
    'The body changed on the way (401, Bad payload hash):',
    line(approved, 'tamper'),
    'The same request sent twice (201, then 401, Invalid nonce):',
    line(approved, 'replay'),
    'A request that is five minutes old (401, Stale timestamp):',
    line(approved, 'stale'),
    'A client that nobody approved (403):',
    line(unapproved, 'submit'),
    '',
    'Ctrl+C ends the server.',
  ]
}

/** Sets variables for one command: in a POSIX shell, or in PowerShell. */
function variables(values: Record<string, string>): string {
  const pairs = Object.entries(values)
  return process.platform === 'win32'
    ? pairs.map(([name, value]) => `$env:${name}='${value}';`).join(' ')
    : pairs.map(([name, value]) => `${name}=${value}`).join(' ')
}
