/**
 * Vectors for SHA-384 and SHA-512, which the reference does not know. The literals were made with the openssl command
 * line and again with Python's hmac and hashlib, over normalised strings that were written by hand from Hawk's API.md;
 * both gave the same. For instance, the `get` of the text key:
 *
 *   printf 'hawk.1.header\n1353832234\nj4h3g2\nGET\n/resource/1?b=1&a=2\nexample.com\n8000\n\nsome-app-ext-data\n' |
 *     openssl dgst -sha384 -mac HMAC -macopt hexkey:… -binary | base64
 *
 * The other strings: `post` is the POST of `Thank you for flying Hawk` as text/plain with its hash, app `my-app` and
 * dlg `my-authority`; `response` answers it with the same body and ext `response-specific`; `bewit` gives access to
 * the target of `get` until 1353832534; `message` is the same text for example.com, port 8000; `tsm` is
 * 'hawk.1.ts\n1353832234\n'.
 */
export interface LongVectors {
  readonly algorithm: 'sha384' | 'sha512'
  /** The payload hash of `Thank you for flying Hawk` as text/plain. */
  readonly hash: string
  /** The payload hash of the empty body without a content type. */
  readonly emptyHash: string
  /** The payload hash of the message. */
  readonly messageHash: string
  readonly macs: Readonly<Record<KeyName, Readonly<Record<'get' | 'post' | 'response' | 'bewit' | 'message' | 'tsm', string>>>>
}

/** The keys: text; bytes that are no text; text longer than a block of the hash, which HMAC hashes first. */
export type KeyName = 'text' | 'bytes' | 'long'

export const keys: Readonly<Record<KeyName, string | Uint8Array>> = {
  text: 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn',
  bytes: Buffer.from(
    '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' +
      '808182838485868788898a8b8c8d8e8ff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',
    'hex',
  ),
  long: '0123456789abcdef'.repeat(10),
}

export const longVectors: readonly LongVectors[] = [
  {
    algorithm: 'sha384',
    hash: 'ytjkfLC9sAv8cGECFFx7o/EGz1Uk5urpVdVO2VzASqVdzZ2cDHr3qTqOh+2a0d6A',
    emptyHash: 'GybDaaYHojr6RcfdmoHQjhPBjwzykMEoHjtpyzD1pB3nLB6FeK66mDAlzJVH2NLE',
    messageHash: 'TpIitAMpXSwaNxPrm8nW8O7EuKvdHALfVKbbAwRt3/GF5Jo1KbrF32+WVStybgu2',
    macs: {
      text: {
        get: 'oZLI6afxcoB5Q9uvvMr676qiN4zLFcGpVGZiXa6pyeRWvCK224X87HTdjAFOGUAd',
        post: 'QYBSCrcRrwrT2P3vyqicicatb/67a7GdPBTxxPXFW+lV278+AmxzChFmH2U/5K/z',
        response: 'VXVd971rLKrN7FMDcBgPZ7dI4HGnfleFzw4ZeqGvp0094aTzoSILcpEDZpIAtvkm',
        bewit: 'hNKmCNx0P/y304kWbI7wflnSBM0ZyKxZ8dNVL1feIBQqr2EpeTqIilaaAI400MYN',
        message: 'zk9qDiWACvPmDuROAxeykSLCXLQdmKcmP9ahNUkkDdo9OwdiC7X8BjvOvLk/WuGL',
        tsm: 'vqwPQXbYN2Q3N9hPFqWbQp8oM1x/41GEnx4cA9BT7xFrR5PVRL11zFKqxZAtpajN',
      },
      bytes: {
        get: '3/pHqN1mvHZ2Zg4fNknKPKHg+kXwyjLE+zMQLOYmISl/mgU0gGqNr2W0Kc55/CgP',
        post: 'chxRiOp4nJZ5kJQVHPCbyP3FKiC8ObfRWCrRoI2hrDEP8NtjHFy3ENHegmpBOm5J',
        response: 'zbECf831KYtrttProUZF3CD+/wgm9YJZm1iqUdRJy/j72pyKMcc2S6CiHLq2M+dT',
        bewit: 'AKGMS+op+897CtaeFe2uQBjTqtGbwFUXJO3x/I8gWi1HYPenthvIgx3JEtdKCj8K',
        message: 'rts072IJq2SREKTAv6ib6c5h3IAe17DKoS8709yBBriM54k0OIEQ6L7h2MYSJYDM',
        tsm: 'Jm4hkcK3ayhL3vAhWafA7xaRaxeKxdrfjOWOlXJ1jJZjKjfP14otm4Wpg1YhYPJE',
      },
      long: {
        get: 'uWpJi7y2VHkRbSXI6VgW5IHv9BLd5GE2hq9NpGRY0LuBgyoA/XvrjpC2e5WfRqY6',
        post: 'd7nSbxuic6nC6xM07coMcgXEIdX1gRkhX3tts8/RdxuzpSNxOhzWocxREaDUFBCo',
        response: '6nrTTDoVGd2YN5nac6FQfpgDfTo58nKLfm/azXror9jMFBIgkD+KsOTmjZul+QBi',
        bewit: 'XkaXi69BmwxAcOFdU0ZXu+sWmlHtm6Y8QWYmM71sXC9wFB0RlZ7ZgwQwEW86xRUW',
        message: 'oNj64pHX7tepjtkb7P6xtzdqh0dNgmHwr4Nkt2KImCnmA9sho0f7ZUvAiKwNyX/V',
        tsm: 'GTqNnHYkuzHHbf9/1uVB++w8sXl10JiF9oabqCk8iCo6uU6K0F1+CFFKSuX0fSWd',
      },
    },
  },
  {
    algorithm: 'sha512',
    hash: 'NHdxng3fR7yWv163qT3AL3O0M51h2cq44uPg+Kzsay3dxh1KgDHspA04rVmDQ8LFi6QfZSpkR9Uw4310R/HojA==',
    emptyHash: 'IDnFS6K1sR2XqyWa/9jCS3zf81QTuvBjz1LOaED3LydYSylzyHNxTzOYnH/NsekX5NAZflM1aTfYA6IS2QssRQ==',
    messageHash: '19yyfeDQCbow/FMxUAKbcWRTrujYkNopZOvmTYprqBIqpMx97KGrEjjebG/yAwU5vWYCtwriqpa5eaecDSRjbQ==',
    macs: {
      text: {
        get: 'EcTUjNOUn8AC7Lz+SkQy2mBv2tbeA+mgMjpYC1M3X3DEBwYcmEIvwnPHdVd1dBhSO+Y63tb+kImNnt2ZV8PXfg==',
        post: 'pRZG5haM25/a/B3JWT7L7qyaJHfOwPSRmxOdg2rLN2wQE3Epi5rd+LgmsAo/majWU2xsKzyCE6/ccgSFxt1Dgw==',
        response: 'jtE6yGdP6eQRJqJ7nb8iZ9xPvEY8zeUP2jHuUCksiokfARIAJbFdIptabNHuo029effHP+offqWUIWon3JRZ7g==',
        bewit: '7ZlpDEwlsyEIa9nrUa2IFDVILBLKrQscejkgOaZqzoD70Dr5Ub2V3YzyqSrTJ2VLyeLfFGb9+4mDP9wHbdUa1w==',
        message: 'FgMPm98lSwZHS7fgHvxykDDzoPOFlBkSg0OWhgHCIaHVmDGmls4A63wVoC5r9bE0PC/pihjqgucL8vHsr5X4NQ==',
        tsm: 'iJjMKGU6MpYNKO+bwtW+E68CzMUfx6VNWdnnZdNs/MVUz4+E7/Xxk2FkwdjiYv3ktTXdGV80SZWd6SZ/0lVE5A==',
      },
      bytes: {
        get: 'vosssU+kMNfGZxCEt1pJGrw7rKmsU0mlaOvDOIHn3j0v0cGMcVOoSmYdlh/MEugt53lFGsFSTupxkmZ18IHL2g==',
        post: '3n/srffJl/j4758L0d1QOytgTfYnD2w1XW/mQp+8V7MCf2+bw8y9YTiicsWlhZK/8wFJgI73bG0RQTLYlkLfhg==',
        response: 'fzTI/cOmLEdbR7Z8V3zZq3c/WHzz/sla9wxS58PJnDM/4bXP8XSbbrbYXQKCJqnAvTmcrcaRi7JYOULqE6UoTQ==',
        bewit: 'jUAaVeFmglvwRqkT0OXk8Y5I2Bo7RPlBQmPyCdW43wy6zEKW4fUklWCp+5ddBcduo2m+HCs1mDoWJ0t/bv5ufw==',
        message: 'txmuXD5bVS8WVmYLwZwub6E5igBCXyehGHuhAIIe+XLfIAOf51rQOJ4EZCBJpm/4zCw3AWr6EK5e3tU699PV9w==',
        tsm: '7g2Zdz+2v22IaqNAMqXeSxj8jYGO5Ci/6n0VfJnxOKFbs4IHJmERDg3HDo4kB8901/9RiENMM2eWkJvGwPHYXg==',
      },
      long: {
        get: 'B6qZJqeUAx8hhaDAmxM39bJruPKJXXILYXsCOBzeBwd9WF8c0p3IzDRMjmQb33OGhL5JXRWy8DyHB9U31m5oQA==',
        post: '83icQOkgNZ44N7jEo1GFizySj88UI56CMzoVrz7lS14bObus6fAcgFpVJ9Y617nFVc1vHozng2sPnDx/NsHMVA==',
        response: 'hzktmXZuxtShJYWoTIxQJWhRMzFXfiyLTlWYgelx6pVk9LSjWsEOXsbIhJm1W2xNDdR+RJosz/1e5bDScr3gzQ==',
        bewit: 'fLnuZAnFAtbSECw24U5hyA/YgvDtprH8dT53Bvd5KG8VF5riSf/CFxshGbAimKN5fRM2IpNBqxtZYyGp5A/IlQ==',
        message: 'VrO1QBTaypR7Fnf2pOwpnd+i2EaqPBoNgfaPRW9TpYXgI1z2jVBrK6vFYyDeBOolfI2vHWsR/UzpyHbIElUSXg==',
        tsm: 'Qrcn3g66itbocHZP/iKLk4Znhdo3mbQPMRbmNKh2I+9CnfbJbGJxBqSNXRMwt7ULw4LYVsgdEsmuqwwMxODdYA==',
      },
    },
  },
]
