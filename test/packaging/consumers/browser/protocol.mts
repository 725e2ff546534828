import * as protocol from '@hawk-auth/core/protocol'

export const names = Object.keys(protocol)
