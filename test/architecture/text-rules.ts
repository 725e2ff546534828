import { placeOf } from './parsed-file.js'
import type { Rule } from './rule.js'

const silencers = /eslint-disable|@ts-(?:ignore|nocheck|expect-error)|(?:v8|c8|istanbul) ignore/g

export const textRules = {
  'no silenced tools': (file) =>
    [...file.source.text.matchAll(silencers)].map(
      (match) => `${placeOf(file, match.index)}: "${match[0]}" silences a tool` as const,
    ),
} satisfies Record<string, Rule>
