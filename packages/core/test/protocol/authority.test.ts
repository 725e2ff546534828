import { otherSpelling, parseAuthority } from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'

describe('an authority', () => {
  it.each<[string, string, number | undefined]>([
    ['example.com', 'example.com', undefined],
    ['EXAMPLE.com:8080', 'EXAMPLE.com', 8080],
    ['example.com:80', 'example.com', 80],
    ['example.com:443', 'example.com', 443],
    ['example.com:0', 'example.com', 0],
    ['example.com:65535', 'example.com', 65_535],
    ['example.com:00080', 'example.com', 80],
    ['example.com:', 'example.com', undefined],
    ['example.com.', 'example.com.', undefined],
    ['localhost:3000', 'localhost', 3000],
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['a_b-c~d.example', 'a_b-c~d.example', undefined],
    ["!$&'()*+;=", "!$&'()*+;=", undefined],
    ['ex%61mple.com', 'ex%61mple.com', undefined],
    ['2130706433', '2130706433', undefined],
    ['0x7f.1', '0x7f.1', undefined],
    ['[::]', '[::]', undefined],
    ['[::1]:8080', '[::1]', 8080],
    ['[2001:DB8::1]', '[2001:DB8::1]', undefined],
    ['[0:0:0:0:0:0:0:1]', '[0:0:0:0:0:0:0:1]', undefined],
    ['[1:2:3:4:5:6:7::]', '[1:2:3:4:5:6:7::]', undefined],
    ['[::ffff:192.0.2.1]', '[::ffff:192.0.2.1]', undefined],
    ['[1:2:3:4:5:6:192.0.2.1]', '[1:2:3:4:5:6:192.0.2.1]', undefined],
  ])('reads %s as it was written', (text, host, port) => {
    expect(parseAuthority(text)).toEqual({ host, port })
  })

  it.each([
    ['nothing', undefined],
    ['empty text', ''],
    ['a port alone', ':80'],
    ['user info', 'user@example.com'],
    ['user info with a password', 'user:pw@example.com'],
    ['a path', 'example.com/'],
    ['a query', 'example.com?x'],
    ['a fragment', 'example.com#x'],
    ['a backslash', 'example.com\\x'],
    ['a leading space', ' example.com'],
    ['a trailing space', 'example.com '],
    ['a tab', 'exam\tple.com'],
    ['a line feed', 'example.com\n'],
    ['letters beyond ASCII', 'bücher.de'],
    ['a list', 'a.example, b.example'],
    ['a port beyond 65535', 'example.com:65536'],
    ['a port of five digits beyond it', 'example.com:99999'],
    ['a port of six digits', 'example.com:000080'],
    ['a port with a sign', 'example.com:+80'],
    ['a port of letters', 'example.com:http'],
    ['two ports', 'example.com:80:80'],
    ['a percent sign without digits', 'ex%zzmple.com'],
    ['a percent sign at the end', 'example.com%4'],
    ['a bare IPv6 address', '::1'],
    ['an open bracket', '[::1'],
    ['a bracket behind a name', 'a[::1]'],
    ['text behind the bracket', '[::1]a'],
    ['empty brackets', '[]'],
    ['a name in brackets', '[example.com]'],
    ['an IPv4 address in brackets', '[127.0.0.1]'],
    ['two gaps', '[1::2::3]'],
    ['nine groups', '[1:2:3:4:5:6:7:8:9]'],
    ['seven groups without a gap', '[1:2:3:4:5:6:7]'],
    ['a gap beside eight groups', '[1:2:3:4:5:6:7:8::]'],
    ['a group of five digits', '[12345::]'],
    ['three colons', '[:::1]'],
    ['a leading colon', '[:1:2:3:4:5:6:7]'],
    ['an IPv4 tail out of range', '[::256.0.0.1]'],
    ['an IPv4 tail with a leading zero', '[::192.0.2.01]'],
    ['an IPv4 tail of three parts', '[::1.2.3]'],
    ['an IPv4 head', '[192.0.2.1::]'],
    ['a zone', '[fe80::1%25eth0]'],
    ['a future version', '[v1.x]'],
    ['more than 4096 characters', 'a'.repeat(4097)],
  ])('refuses %s', (_, text) => {
    expect(parseAuthority(text)).toBeUndefined()
  })
})

describe('the other spelling of a host', () => {
  it.each([
    ['[::1]', '::1'],
    ['::1', '[::1]'],
    ['[2001:DB8::1]', '2001:DB8::1'],
  ])('of %s is %s', (host, other) => {
    expect(otherSpelling(host)).toBe(other)
  })

  it.each(['example.com', '127.0.0.1', ''])('of "%s" does not exist', (host) => {
    expect(otherSpelling(host)).toBeUndefined()
  })
})
