import type { HawkCredentials } from '@hawk-auth/core'

/**
 * Reads the text of a file of clients. No error says anything of what is in it: errors are logged, and keys must not be.
 * (What JSON.parse throws quotes the text around the mistake.)
 *
 * @throws Error for text that is no list of clients, or where two of them have one id
 */
export function parseClients(text: string): Map<string, HawkCredentials> {
  const list = parseJson(text)
  if (!Array.isArray(list) || !list.every(isRecord)) {
    throw new Error('the file of clients must be a JSON array of records with an id')
  }
  // The verifier checks all the rest of a record, and refuses a broken one by itself.
  const clients = new Map(list.map((record) => [record.id, record]))
  if (clients.size !== list.length) throw new Error('two records in the file of clients have one id')
  return clients
}

/** Writes clients as {@link parseClients} reads them. Keys of bytes are written as Node writes a Buffer. */
export function formatClients(clients: Iterable<HawkCredentials>): string {
  const list = Array.from(clients, (client) => ({
    ...client,
    key: typeof client.key === 'string' ? client.key : Buffer.from(client.key),
  }))
  return `${JSON.stringify(list, null, 2)}\n`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) =>
      isBufferJson(value) ? Buffer.from(value.data) : value,
    )
  } catch {
    throw new Error('the file of clients is no JSON')
  }
}

function isBufferJson(value: unknown): value is { data: number[] } {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown }
  return type === 'Buffer' && Array.isArray(data)
}

function isRecord(value: unknown): value is HawkCredentials {
  return typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string'
}
