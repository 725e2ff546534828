import { describe, expect, test } from 'vitest'
import { parseFile } from './parsed-file.js'
import { proofs } from './proofs.js'
import { ruleNames, rules } from './rules.js'

describe.each(ruleNames)('the rule "%s"', (name) => {
  for (const { path, text } of proofs[name].breaks) {
    test(`refuses in ${path}: ${lastLine(text)}`, () => {
      const violations = rules[name](parseFile(path, text))
      expect(violations).toHaveLength(1)
      const place = text === '' ? path : `${path}:2`
      expect(violations[0]).toMatch(new RegExp(`^${place}: \\S`))
    })
  }

  for (const { path, text } of proofs[name].keeps) {
    test(`passes in ${path}: ${lastLine(text)}`, () => {
      expect(rules[name](parseFile(path, text))).toEqual([])
    })
  }

  test('is proven both ways', () => {
    expect(proofs[name].breaks).not.toEqual([])
    expect(proofs[name].keeps).not.toEqual([])
  })
})

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
