import type { ImportedCredential } from '@hawk-auth/credentials'
import { CliError } from '../cli-error.js'

/**
 * Reads credentials from a JSON array or from JSON lines. What they hold is checked by the registry.
 *
 * @param approve - whether those that don't say so are approved
 * @throws CliError `usage`, which names the line but shows nothing of it: it may hold a secret
 */
export function parseImport(text: string, { approve }: { approve: boolean }): ImportedCredential[] {
  const json = text.replace(/^\ufeff/, '')
  const parsed = json.trimStart().startsWith('[') ? parseArray(json) : parseLines(json)
  if (!approve) return parsed
  return parsed.map((credential) =>
    'approved' in credential ? credential : { ...credential, approved: true },
  )
}

function parseArray(text: string): ImportedCredential[] {
  const values = parse(text, 'The JSON array')
  if (!Array.isArray(values)) throw new CliError('usage', 'The import is no JSON array')
  return values.map((value: unknown, index) => requireObject(value, `Credential ${index + 1}`))
}

function parseLines(text: string): ImportedCredential[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const where = `Line ${index + 1}`
    return [requireObject(parse(line, where), where)]
  })
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CliError(
      'usage',
      `${where} of the import is not JSON: give a JSON array, or one JSON object on each line`,
    )
  }
}

/** Its fields are the registry's to check. */
function requireObject(value: unknown, where: string): ImportedCredential {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ImportedCredential
  throw new CliError('usage', `${where} of the import is no JSON object`)
}
