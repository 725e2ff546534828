import { createFakeClock } from '@hawk-auth/testkit'
import { expect, it } from 'vitest'

it('stands where it was set, until it is told to go', () => {
  const clock = createFakeClock(5000)
  expect([clock(), clock()]).toEqual([5000, 5000])
})

it('goes on and back', () => {
  const clock = createFakeClock(5000)
  clock.advance(100)
  clock.advance(-50)
  expect(clock()).toBe(5050)
  clock.set(1)
  expect(clock()).toBe(1)
})

it('stands in 2026 unless told otherwise', () => {
  expect(new Date(createFakeClock()()).toISOString()).toBe('2026-11-23T00:00:00.000Z')
})

it.each([NaN, Infinity, '5', undefined])('refuses to go to %s', (ms) => {
  const clock = createFakeClock()
  expect(() => clock.set(ms as number)).toThrow(TypeError)
  expect(() => clock.advance(ms as number)).toThrow(TypeError)
})
