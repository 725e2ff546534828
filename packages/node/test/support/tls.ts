import { createLoopbackCertificate } from '@hawk-auth/testkit'

/** A key and a certificate of localhost, made for one run of the tests; nothing else knows or trusts them. */
export const TLS = createLoopbackCertificate()
