import { isAttributeValue } from './attribute.js'
import { ATTRIBUTE_NAMES } from './attribute-scanner.js'
import type { AttributeName } from './attribute-scanner.js'

/** Attributes to be written; an absent one is left out. */
export type WritableAttributes = { readonly [N in AttributeName]?: string | undefined }

/**
 * Writes a Hawk header: `Hawk id="…", ts="…", …`, in the order of the reference.
 *
 * @throws TypeError where a value can't stand in a header (it names the attribute, never the value): nothing is
 * escaped, because no Hawk server unescapes.
 */
export function formatHawkHeader(attributes: WritableAttributes): string {
  const pairs: string[] = []
  for (const name of ATTRIBUTE_NAMES) {
    const value = attributes[name]
    if (value === undefined) continue
    if (!isAttributeValue(value)) {
      throw new TypeError(`"${name}" must be printable ASCII text, not empty, without quotes and backslashes`)
    }
    pairs.push(`${name}="${value}"`)
  }
  return pairs.length === 0 ? 'Hawk' : `Hawk ${pairs.join(', ')}`
}
