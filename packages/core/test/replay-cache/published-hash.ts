/** Rounds for each block, rounds to finish, bytes of output. */
export interface Variant {
  rounds: number
  finalRounds: number
  outputBytes: 4 | 8
}

/** HalfSipHash written down from its description, byte by byte and slowly, to hold the fast one against. */
export function halfSipHash(message: readonly number[], key: readonly number[], variant: Variant): number[] {
  const is64 = variant.outputBytes === 8
  const [k0, k1] = [littleEndian(key.slice(0, 4)), littleEndian(key.slice(4, 8))]
  const state: State = [k0, k1 ^ (is64 ? 0xee : 0), k0 ^ 0x6c796765, k1 ^ 0x74656462]
  const padded = [...message]
  while (padded.length % 4 !== 3) padded.push(0)
  padded.push(message.length % 256)
  for (let at = 0; at < padded.length; at += 4) {
    const word = littleEndian(padded.slice(at, at + 4))
    state[3] ^= word
    for (let round = 0; round < variant.rounds; round += 1) mix(state)
    state[0] ^= word
  }
  state[2] ^= is64 ? 0xee : 0xff
  for (let round = 0; round < variant.finalRounds; round += 1) mix(state)
  const output = bytesOf(state[1] ^ state[3])
  if (!is64) return output
  state[1] ^= 0xdd
  for (let round = 0; round < variant.finalRounds; round += 1) mix(state)
  return [...output, ...bytesOf(state[1] ^ state[3])]
}

type State = [number, number, number, number]

function mix(v: State): void {
  v[0] = sum(v[0], v[1])
  v[1] = turn(v[1], 5) ^ v[0]
  v[0] = turn(v[0], 16)
  v[2] = sum(v[2], v[3])
  v[3] = turn(v[3], 8) ^ v[2]
  v[0] = sum(v[0], v[3])
  v[3] = turn(v[3], 7) ^ v[0]
  v[2] = sum(v[2], v[1])
  v[1] = turn(v[1], 13) ^ v[2]
  v[2] = turn(v[2], 16)
}

function sum(a: number, b: number): number {
  return ((a >>> 0) + (b >>> 0)) % 2 ** 32
}

function turn(value: number, bits: number): number {
  const bitsOfIt = (value >>> 0).toString(2).padStart(32, '0')
  return parseInt(bitsOfIt.slice(bits) + bitsOfIt.slice(0, bits), 2)
}

function littleEndian(bytes: readonly number[]): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}

export function bytesOf(word: number): number[] {
  return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24]
}
