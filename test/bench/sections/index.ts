import type { Section } from '../section.js'
import { accept, acceptLater, acceptRegistry } from './accept.js'
import { claims } from './claims.js'
import { claimsMemory } from './claims-memory.js'
import { hostile } from './hostile.js'
import { payload } from './payload.js'
import { refuse } from './refuse.js'
import { serverSection } from './server.js'
import { nonceSize } from './nonce-size.js'
import { sharedClaims } from './shared-claims.js'
import { size } from './size.js'
import { upload } from './upload.js'

/** Every section, in the order in which they are run. */
export const sections: readonly Section[] = [
  accept,
  acceptLater,
  acceptRegistry,
  refuse,
  hostile,
  payload,
  claims,
  claimsMemory,
  sharedClaims,
  nonceSize,
  upload,
  serverSection('node'),
  serverSection('express'),
  serverSection('fastify'),
  serverSection('koa'),
  size,
]
