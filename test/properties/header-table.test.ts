import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  absentHeaders,
  acceptedHeaders,
} from '../../packages/core/test/protocol/authorization-header-cases.js'
import type { HeaderCase } from '../../packages/core/test/protocol/authorization-header-cases.js'
import { malformedHeaders } from '../../packages/core/test/protocol/malformed-headers.js'
import { assertSameReading } from './agreement-on-requests.js'
import { reference } from './reference.js'

/** What the reference reads, or the status that it refuses with. */
function readByReference({ header }: HeaderCase): unknown {
  try {
    return reference.utils.parseAuthorizationHeader(header)
  } catch (error) {
    return (error as { output: { statusCode: number } }).output.statusCode
  }
}

describe('the reference reads the table of headers as we do', () => {
  it.each(acceptedHeaders)('$name', (row) => {
    expect(readByReference(row)).toEqual(row.reading)
  })

  it.each(absentHeaders)('as absent: $name', (row) => {
    expect(readByReference(row)).toBe(row.referenceStatus ?? 401)
  })

  it.each(malformedHeaders)('as malformed: $name', (row) => {
    expect(readByReference(row)).toBe(row.referenceStatus ?? 400)
  })
})

describe('both parsers agree on every code unit', () => {
  const { stackTraceLimit } = Error

  // Nearly every header here is refused, and what the reference throws is dear for its stack.
  beforeAll(() => {
    Error.stackTraceLimit = 0
  })

  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit
  })

  it.each<[string, (character: string) => string]>([
    ['behind the scheme', (character) => `Hawk${character}id="1"`],
    ['within the scheme', (character) => `Ha${character}k id="1"`],
    ['before the first name', (character) => `Hawk ${character}id="1"`],
    ['within a name', (character) => `Hawk i${character}="1"`],
    ['before the equal sign', (character) => `Hawk id${character}="1"`],
    ['within a value', (character) => `Hawk id="1${character}2"`],
    ['before the comma', (character) => `Hawk id="1"${character}, ts="2"`],
    ['for the comma', (character) => `Hawk id="1"${character}ts="2"`],
    ['behind the comma', (character) => `Hawk id="1",${character}ts="2"`],
    ['at the end', (character) => `Hawk id="1"${character}`],
  ])('%s', (_, place) => {
    for (let code = 0; code <= 0xffff; code += 1) assertSameReading(place(String.fromCharCode(code)))
  })
})
