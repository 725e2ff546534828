import { describe, expect, it, vi } from 'vitest'
import { deviationExamples } from './deviation-examples.js'
import type { Difference } from './both-sides.js'
import { deviations } from './deviations.js'
import type { Deviation } from './deviations.js'
import { reference } from './reference.js'

const examples = Object.entries<{ show: () => Promise<Difference>; expected: Difference }>(deviationExamples)

describe('the deviations from the reference', () => {
  it('that core can show have an example each; the compiler sees to it, but for the one that is about cost', () => {
    const core = Object.entries<Deviation>(deviations).filter(([, { layer }]) => layer === 'core')
    expect([...examples.map(([id]) => id), 'linear-header'].sort()).toEqual(core.map(([id]) => id).sort())
  })

  it('are those of the design, and three that its table leaves out', () => {
    const beyondTheTable = ['request-line', 'message-fields', 'absolute-form-as-sent']
    expect(Object.keys(deviations).filter((id) => !beyondTheTable.includes(id))).toHaveLength(21)
  })

  it.each(examples)('%s occurs', async (_, { show, expected }) => {
    expect(await show()).toEqual(expected)
  })

  it('linear-header occurs: from every place of a hostile header the reference looks at all that is left', () => {
    const replace = vi.spyOn(RegExp.prototype, Symbol.replace)
    const header = `Hawk ${'a'.repeat(4000)}`
    expect(() => reference.utils.parseAuthorizationHeader(header)).toThrow('Bad header format')
    const scanner = replace.mock.contexts[0] as RegExp
    replace.mockRestore()
    // It is tried at each place, since nothing holds it to one, and begins with a run of letters without bound.
    expect([scanner.global, scanner.sticky, scanner.source.startsWith('(\\w+)=')]).toEqual([
      true,
      false,
      true,
    ])
    const run = new RegExp(/\w+/, 'y')
    let looked = 0
    for (run.lastIndex = 'Hawk '.length; run.lastIndex < header.length;) {
      const place = run.lastIndex
      run.test(header)
      looked += run.lastIndex - place
      run.lastIndex = place + 1
    }
    expect(looked).toBeGreaterThan((4000 * 4000) / 2)
  })
})
