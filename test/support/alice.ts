import { createFakeClock } from '@hawk-auth/testkit'

/** The client that tests sign as, unless they say otherwise. */
export const ALICE = { id: 'alice', key: 'the key of alice', approved: true, team: 'builders' }

/** The clock of guards, and of whoever signs for them: nobody who goes by the system's clock gets in. */
export const clock = createFakeClock()

/** What most guards of the tests are made with: Alice is all they know. */
export const options = { credentials: (id: string) => (id === ALICE.id ? ALICE : undefined), clock }
