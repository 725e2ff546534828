import { fileURLToPath } from 'node:url'

const SENDER = fileURLToPath(new URL('send.js', import.meta.url))

/** What the server prints when it starts: how a client comes to be, and how it sends. */
export function usageLines(url: string): string[] {
  return [
    `The API listens on ${url}. Its clients are those of the registry.`,
    '',
    'In another terminal, in this directory, give a client its credentials; its secret is shown once:',
    '  npx hawk-auth credentials create ci-bot ci@example.com "The build" --approve',
    'Send with them; nothing needs to be started again:',
    `  HAWK_ID=ci-bot HAWK_KEY=<the secret> node ${JSON.stringify(SENDER)} submit ${url}`,
    'Stop the client; within ten seconds it gets a 403:',
    '  npx hawk-auth credentials suspend ci-bot',
    '',
    'Ctrl+C ends the server.',
  ]
}
