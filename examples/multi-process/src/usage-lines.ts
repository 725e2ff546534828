import { fileURLToPath } from 'node:url'
import type { Clients, DemoClient } from './open-clients.js'

/** What the server prints when it starts: lines to copy into another terminal. */
export function usageLines(url: string, clients: Clients['clients']): string[] {
  return [
    `The API listens on ${url}, in several processes.`,
    `Who watches it asks ${url}/health and ${url}/ready.`,
    ...(clients === null ? registryLines(url) : demoLines(url, clients)),
    '',
    'Ctrl+C ends the server.',
  ]
}

/** The clients are those of a registry that somebody has already. */
function registryLines(url: string): string[] {
  const line = (program: string): string => `  HAWK_ID=ci-bot HAWK_KEY=<the secret> ${program} ${url}`
  return [
    'Its clients are those of the registry. Make one; its secret is shown once:',
    '  npx hawk-auth credentials create ci-bot ci@example.com "The build" --approve',
    'Send with it, and put load on the server:',
    line(`node ${script('send.js')} submit`),
    line(`node ${script('load.js')}`),
  ]
}

function demoLines(url: string, { approved, unapproved }: NonNullable<Clients['clients']>): string[] {
  const line = ({ id, key }: DemoClient, program: string): string =>
    `  ${variables({ HAWK_ID: id, HAWK_KEY: key })} node ${program} ${url}`
  const send = (client: DemoClient, mode: string): string => line(client, `${script('send.js')} ${mode}`)
  return [
    'Its clients, in a registry that lasts as long as this server:',
    `  ${approved.id}   approved       key ${approved.key}`,
    `  ${unapproved.id}  not approved   key ${unapproved.key}`,
    '',
    'Copy a line into another terminal. A signed submission, accepted (201):',
    send(approved, 'submit'),
    'What was accepted (200):',
    send(approved, 'list'),
    'The body changed on the way (401, Bad payload hash):',
    send(approved, 'tamper'),
    'The same request sent twice, to any of the processes (201, then 401, Invalid nonce):',
    send(approved, 'replay'),
    'A request that is five minutes old (401, Stale timestamp):',
    send(approved, 'stale'),
    'A client that nobody approved (403):',
    send(unapproved, 'submit'),
    'Load: thousands of requests, each sent four times and admitted once:',
    line(approved, script('load.js')),
  ]
}

function script(name: string): string {
  return JSON.stringify(fileURLToPath(new URL(name, import.meta.url)))
}

/** Sets variables for one command: in a POSIX shell, or in PowerShell. */
function variables(values: Record<string, string>): string {
  const pairs = Object.entries(values)
  return process.platform === 'win32'
    ? pairs.map(([name, value]) => `$env:${name}='${value}';`).join(' ')
    : pairs.map(([name, value]) => `${name}=${value}`).join(' ')
}
