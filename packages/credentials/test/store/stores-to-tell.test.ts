import { describe, expect, it } from 'vitest'
import { StoresToTell } from '../../src/store/stores-to-tell.js'

/** A store that notes what it is to forget. */
function notingStore(): { forgotten: string[]; invalidate: (id: string) => void } {
  const forgotten: string[] = []
  return { forgotten, invalidate: (id) => void forgotten.push(id) }
}

describe('the stores to tell', () => {
  it('are told of each change from then on, every one of them', () => {
    const stores = new StoresToTell<ReturnType<typeof notingStore>>()
    const first = stores.add(notingStore())
    stores.invalidate('a')
    const second = stores.add(notingStore())
    stores.invalidate('b')
    expect([first.forgotten, second.forgotten]).toEqual([['a', 'b'], ['b']])
  })

  it('are told once, though they were added twice', () => {
    const stores = new StoresToTell<ReturnType<typeof notingStore>>()
    const store = notingStore()
    expect(stores.add(store)).toBe(store)
    stores.add(store)
    stores.invalidate('a')
    expect(store.forgotten).toEqual(['a'])
  })

  it('may be none', () => {
    expect(() => new StoresToTell().invalidate('a')).not.toThrow()
  })
})
