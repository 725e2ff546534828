/** Writes one value of ASN.1 in DER: its tag, its length, its bytes (X.690, 8.1 and 10.1). */
export function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), content])
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content])
}

/** A SEQUENCE. */
export function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

/** A SET. */
export function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts))
}

/** A part under an explicit tag of the context. */
export function tagged(number: number, part: Buffer): Buffer {
  return der(0xa0 | number, part)
}

/** An INTEGER whose first bit is not set. */
export function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes)
}

/** A BOOLEAN. */
export function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]))
}

/** A BIT STRING of whole bytes. */
export function bitString(bytes: Buffer): Buffer {
  return der(0x03, Buffer.concat([Buffer.from([0]), bytes]))
}

/** An OCTET STRING. */
export function octetString(bytes: Buffer): Buffer {
  return der(0x04, bytes)
}

/** A UTF8String. */
export function text(value: string): Buffer {
  return der(0x0c, Buffer.from(value, 'utf8'))
}

/** An OBJECT IDENTIFIER, such as `2.5.4.3` (X.690, 8.19). */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(inSevenBits)]))
}

function inSevenBits(arc: number): number[] {
  const bytes = [arc & 0x7f]
  for (let left = arc >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80)
  return bytes
}
