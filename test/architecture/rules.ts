import { importRules } from './import-rules.js'
import type { Rule } from './rule.js'
import { sourceRules } from './source-rules.js'
import { textRules } from './text-rules.js'

const rulesByName = { ...importRules, ...sourceRules, ...textRules } satisfies Record<string, Rule>

export type RuleName = keyof typeof rulesByName
export const rules: Readonly<Record<RuleName, Rule>> = rulesByName
export const ruleNames = Object.keys(rulesByName) as RuleName[]
