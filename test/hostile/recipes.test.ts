import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { denies, dueTo } from './due.js'
import type { Grade, Mutation } from './mutation.js'
import { mutationNames, prepare, recipesWithout } from './recipes.js'

function graded(grade: Grade, ...statuses: number[]): Mutation {
  return { name: grade, grade, parts: grade === 'cut' ? ['behind'] : [], statuses }
}

describe('a recipe', () => {
  it('has one mutation that denies, or a single one that breaks the request off', () => {
    fc.assert(
      fc.property(recipesWithout([]), ({ mutations }) => {
        return mutations.some(denies) || (mutations.length === 1 && mutations[0]?.grade === 'cut')
      }),
    )
  })

  it('changes no part twice', () => {
    fc.assert(
      fc.property(recipesWithout([]), ({ mutations }) => {
        const parts = mutations.flatMap((mutation) => mutation.parts)
        return new Set(parts).size === parts.length
      }),
    )
  })

  it('can be made without some mutations', () => {
    const unseen = mutationNames().slice(0, -1)
    fc.assert(
      fc.property(recipesWithout(unseen.slice(0, 20)), ({ mutations }) =>
        mutations.every(({ name }) => !unseen.slice(0, 20).includes(name)),
      ),
    )
  })

  it('always makes a request that is not too long', () => {
    fc.assert(fc.property(recipesWithout([]), (recipe) => prepare(recipe, 'n1').bytes.length < 200_000))
  })

  it('is named apart from all others', () => {
    expect(new Set(mutationNames()).size).toBe(mutationNames().length)
  })
})

describe('what is due', () => {
  const HEAD_BYTES = 500

  it('is an answer where the guard refuses the head, even if the body breaks off', () => {
    const due = { kind: 'answer', statuses: [401], senderEnds: false }
    expect(dueTo([graded('head', 401)], HEAD_BYTES)).toEqual(due)
    expect(dueTo([graded('odd'), graded('cut'), graded('head', 401)], HEAD_BYTES)).toEqual(due)
  })

  it('is an answer where the guard refuses the body, once it is whole', () => {
    expect(dueTo([graded('body', 401), graded('odd', 417)], HEAD_BYTES)).toEqual({
      kind: 'answer',
      statuses: [401, 417],
      senderEnds: false,
    })
    expect(dueTo([graded('body', 401), graded('cut')], HEAD_BYTES)).toMatchObject({
      kind: 'nothing',
      senderEnds: true,
    })
  })

  it('is nothing where the head breaks off', () => {
    const cut: Mutation = { ...graded('cut'), parts: ['fields'] }
    expect(dueTo([cut], HEAD_BYTES)).toMatchObject({ kind: 'nothing', senderEnds: true })
    expect(dueTo([cut, graded('head', 401)], HEAD_BYTES)).toMatchObject({ kind: 'nothing' })
  })

  it('is an answer of Node or the end of the connection where Node refuses the bytes', () => {
    expect(dueTo([graded('parser'), graded('head', 403)], HEAD_BYTES)).toEqual({
      kind: 'answer or end',
      statuses: [403, 400, 408, 413, 417, 431],
      senderEnds: false,
    })
  })

  it('is the same where nobody knows whether Node does, and the sender says that it ends', () => {
    expect(dueTo([graded('unsure'), graded('head', 403)], HEAD_BYTES)).toMatchObject({
      kind: 'answer or end',
      senderEnds: true,
    })
  })

  it('is the same where the head may be too large', () => {
    expect(dueTo([graded('head', 401)], 16_000)).toMatchObject({ kind: 'answer or end', senderEnds: false })
  })
})
