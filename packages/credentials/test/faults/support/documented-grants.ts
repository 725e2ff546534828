import { readFileSync } from 'node:fs'

const DOCUMENT = new URL('../../../../../docs/operating.md', import.meta.url)

/** The statements that operators are told to run, as `docs/operating.md` has them under a heading. */
export function documentedGrants(
  database: 'PostgreSQL' | 'MariaDB and MySQL',
  heading: 'Roles and grants' | 'The replay cache' = 'Roles and grants',
): string[] {
  const text = readFileSync(DOCUMENT, 'utf8')
  const section = new RegExp(`^## ${heading}$([^]*?)^## `, 'm').exec(text)?.[1] ?? ''
  const [, after = ''] = section.split(`**${database}.**`)
  const block = /```sql\n([^]*?)```/.exec(after)?.[1] ?? ''
  const statements = block
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
  if (statements.length === 0)
    throw new Error(`docs/operating.md has no grants for ${database} under "${heading}"`)
  return statements
}
