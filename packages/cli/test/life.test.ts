import { describe, expect, test } from 'vitest'
import { CI_BOT, testedProgram } from './support/program.js'
import type { TestedProgram } from './support/program.js'
import { holding, like } from './support/matchers.js'

interface WithSecret {
  credential: {
    status: string
    version: number
    previousSecretUntilMs: number | null
    expiresAtMs: number | null
  }
  secret: string
}

async function approved(): Promise<TestedProgram & { secret: string }> {
  const program = testedProgram()
  const { secret } = (await program.json('create', ...CI_BOT, '--approve')) as WithSecret
  return { ...program, secret }
}

test('a credential goes from request to retirement', async () => {
  const program = testedProgram()
  const steps = [
    ['create', ...CI_BOT],
    ['refuse', 'ci-bot'],
    ['approve', 'ci-bot', '--yes'],
    ['suspend', 'ci-bot'],
    ['resume', 'ci-bot'],
    ['rotate', 'ci-bot', '--overlap', '1h'],
    ['reset', 'ci-bot', '--yes'],
    ['expire', 'ci-bot', '2999-01-31'],
    ['delete', 'ci-bot', '--yes'],
    ['free', 'ci-bot', '--yes'],
  ]
  const statuses: unknown[] = []
  for (const step of steps) {
    const { credential } = (await program.json(...step)) as Partial<WithSecret>
    statuses.push(credential?.status)
  }
  expect(statuses).toEqual([
    'pending',
    'refused',
    'approved',
    'suspended',
    'approved',
    'approved',
    'approved',
    'approved',
    'deleted',
    undefined,
  ])
  const { entries } = (await program.json('audit', 'ci-bot', '--all')) as { entries: { action: string }[] }
  expect(entries.map(({ action }) => action).reverse()).toEqual([
    'request',
    'refuse',
    'approve',
    'suspend',
    'resume',
    'rotate',
    'reset',
    'set-expiry',
    'delete',
    'free',
  ])
})

describe('approve', () => {
  test('shows what it approves', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    const { stdout, stderr } = await program.run(['credentials', 'approve', 'ci-bot'], { keys: 'y' })
    expect(stdout).toBe('Approved "ci-bot" (approved, version 2)\n')
    expect(stderr).toMatch(/Owner: +ci@example.com\n[^]*Description: The build\n[^]*Approve "ci-bot"\?/)
  })

  test('does nothing where nobody says yes, or nobody can', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    for (const surroundings of [{ keys: 'n' }, { keys: '\x03' }, {}]) {
      expect(await program.run(['credentials', 'approve', 'ci-bot'], surroundings)).toMatchObject({
        code: 7,
        stdout: '',
        stderr: holding(
          'keys' in surroundings ? 'Not confirmed: nothing was done' : 'add --if-version 1, or --yes',
        ),
      })
    }
    expect(await program.json('show', 'ci-bot')).toMatchObject({
      credential: { status: 'pending', version: 1 },
    })
  })

  test('approves only the version that was seen', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    await program.json('reset', 'ci-bot', '--yes')
    const approve = ['credentials', 'approve', 'ci-bot', '--if-version']
    const { code, stderr } = await program.run([...approve, '1'])
    expect({ code, stderr }).toEqual({ code: 5, stderr: holding('was changed since') })
    expect((await program.run([...approve, '2'])).code).toBe(0)
  })

  test('what is changed while the question stands is not approved', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    const pending = program.run(['credentials', 'approve', 'ci-bot'], {
      keys: '',
      onQuestion: async (press) => {
        await program.json('reset', 'ci-bot', '--yes')
        press('y')
      },
    })
    expect((await pending).code).toBe(5)
  })
})

describe('what cannot be undone', () => {
  const destructive = [
    ['reset', 'ci-bot'],
    ['delete', 'ci-bot'],
    ['rotate', 'ci-bot', '--overlap', '0'],
  ]

  test.each(destructive)('%s %s asks first', async (...argv) => {
    const program = await approved()
    const command = ['credentials', ...argv]
    for (const surroundings of [{}, { keys: 'n' }]) {
      const { code, stdout } = await program.run(command, surroundings)
      expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
    }
    expect(await program.json('show', 'ci-bot')).toMatchObject({
      credential: { status: 'approved', version: 2 },
    })
    expect((await program.run(command, { keys: 'y' })).code).toBe(0)
  })

  test('an end that is over already asks first', async () => {
    const program = await approved()
    for (const when of ['2020-01-01', '0']) {
      const expire = ['credentials', 'expire', 'ci-bot', when]
      expect(await program.run(expire)).toMatchObject({
        code: 7,
        stdout: '',
        stderr: holding('"ci-bot" stops working at once'),
      })
      expect((await program.run(expire, { keys: 'n' })).code).toBe(7)
    }
    expect(await program.json('show', 'ci-bot')).toMatchObject({ credential: { version: 2 } })
    expect((await program.run(['credentials', 'expire', 'ci-bot', '2020-01-01'], { keys: 'y' })).stdout).toBe(
      '2020-01-01T00:00:00Z is the end of "ci-bot" (approved, version 3)\n',
    )
  })

  test.each([
    ['refused', ['reset', 'ci-bot'], 6, 'is refused; only one that is'],
    ['refused', ['rotate', 'ci-bot', '--overlap', '0'], 6, 'is refused; only one that is approved'],
    ['approved', ['approve', 'ci-bot'], 6, 'is approved; only one that is pending or refused'],
    ['approved', ['free', 'ci-bot'], 6, 'is approved; only one that is deleted'],
    ['deleted', ['delete', 'ci-bot'], 3, 'was deleted'],
    ['deleted', ['reset', 'ci-bot'], 3, 'was deleted'],
  ])('asks nothing where it is %s, which does not allow %j', async (status, argv, code, message) => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    if (status === 'refused') await program.json('refuse', 'ci-bot')
    if (status === 'approved') await program.json('approve', 'ci-bot', '--yes')
    if (status === 'deleted') await program.json('delete', 'ci-bot', '--yes')
    const outcome = await program.run(['credentials', ...argv], { keys: 'y', env: { NO_COLOR: '1' } })
    expect(outcome).toEqual({ code, stdout: '', stderr: holding(message) })
    expect(outcome.stderr).toMatch(/^hawk-auth: [^\n]+\n$/)
  })

  test('freeing an id asks first', async () => {
    const program = await approved()
    await program.json('delete', 'ci-bot', '--yes')
    expect((await program.run(['credentials', 'free', 'ci-bot'])).code).toBe(7)
    expect((await program.run(['credentials', 'free', 'ci-bot'], { keys: 'y' })).stdout).toBe(
      'Freed "ci-bot"\n',
    )
  })

  test('ending an overlap asks first', async () => {
    const program = await approved()
    await program.json('rotate', 'ci-bot')
    const rotate = ['credentials', 'rotate', 'ci-bot']
    expect(await program.run(rotate)).toMatchObject({
      code: 6,
      stderr: like(
        /"ci-bot" has two secrets that work; the older one ends at [^,]+: wait until then, or add --ends-overlap, which ends it now/,
      ),
    })
    expect((await program.run([...rotate, '--ends-overlap'])).code).toBe(7)
    expect((await program.run([...rotate, '--ends-overlap', '--yes'])).code).toBe(0)
  })
})

describe('new secrets', () => {
  test('rotate gives one, and the one before works for the overlap', async () => {
    const program = await approved()
    const { credential, secret } = (await program.json('rotate', 'ci-bot', '--overlap', '2d')) as WithSecret
    expect(secret).not.toBe(program.secret)
    const { entries } = (await program.json('audit', '--action', 'rotate')) as {
      entries: { atMs: number; details: unknown }[]
    }
    expect(entries[0]?.details).toMatchObject({ overlapMs: 2 * 86_400_000 })
    expect(credential.previousSecretUntilMs).toBe((entries[0]?.atMs ?? 0) + 2 * 86_400_000)
  })

  test('reset gives one, and no other works', async () => {
    const program = await approved()
    await program.json('rotate', 'ci-bot')
    const { credential, secret } = (await program.json('reset', 'ci-bot', '--yes')) as WithSecret
    expect(secret).not.toBe(program.secret)
    expect(credential.previousSecretUntilMs).toBeNull()
  })

  test.each(['24', '1y', '-1h', '31d'])('refuse an overlap of %s', async (overlap) => {
    const program = await approved()
    const { code, stderr } = await program.run(['credentials', 'rotate', 'ci-bot', `--overlap=${overlap}`])
    expect({ code, stderr }).toEqual({ code: 2, stderr: holding('Give a duration of 0 to 30d') })
    expect(stderr).not.toContain('overlapMs')
  })
})

describe('expire', () => {
  test('takes a date, a time, a duration, or never', async () => {
    const program = await approved()
    const expiryAfter = async (when: string): Promise<number | null> => {
      const { credential } = (await program.json('expire', 'ci-bot', when)) as WithSecret
      return credential.expiresAtMs
    }
    expect(await expiryAfter('2999-01-31')).toBe(Date.UTC(2999, 0, 31))
    expect(await expiryAfter('2999-01-31T12:30+02:00')).toBe(Date.UTC(2999, 0, 31, 10, 30))
    const before = Date.now()
    const inNinetyDays = Number(await expiryAfter('90d')) - 90 * 86_400_000
    expect(inNinetyDays).toBeGreaterThanOrEqual(before)
    expect(inNinetyDays).toBeLessThanOrEqual(Date.now())
    expect(await expiryAfter('never')).toBeNull()
  })

  test.each(['tomorrow', '2999-02-29', '2999-01-31T12:30', '1790000000', '24H', '1970-01-01'])(
    'refuses %s',
    async (when) => {
      const program = await approved()
      const { code, stderr } = await program.run(['credentials', 'expire', 'ci-bot', when])
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: holding('Give a date (2027-01-31'),
      })
    },
  )
})

test('a status that does not allow it is an error of its own', async () => {
  const program = await approved()
  const { code, stderr } = await program.run(['credentials', 'resume', 'ci-bot'])
  expect({ code, stderr }).toEqual({
    code: 6,
    stderr: 'hawk-auth: The credential "ci-bot" is approved; only one that is suspended can be resumed\n',
  })
})
