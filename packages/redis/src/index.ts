export type { NonceStore } from '@hawk-auth/core'
