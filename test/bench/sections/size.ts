import { bundledSize } from '../candidates/bundle-size.js'
import type { Figures, Section } from '../section.js'

const WITHOUT = ['lru-cache']
const CORE = '@hawk-auth/core'

/** How large the core is in a bundle. */
export const size: Section = {
  name: 'size',
  title: 'size of @hawk-auth/core, minified and gzipped, without lru-cache',
  rows: [
    { figure: 'size', what: 'everything that the main entry exports', unit: 'kB' },
    { figure: 'size.all', what: 'with ./protocol and ./guard', unit: 'kB' },
    { figure: 'size.verifier', what: 'createVerifier alone', unit: 'kB' },
    { figure: 'size.protocol', what: './protocol alone', unit: 'kB' },
  ],
  processes: 1,
  async run(): Promise<Figures> {
    const main = `export * from '${CORE}'`
    const protocol = `export * as protocol from '${CORE}/protocol'`
    const all = `${main}\n${protocol}\nexport * as guard from '${CORE}/guard'`
    return {
      size: (await bundledSize(main, WITHOUT)) / 1000,
      'size.all': (await bundledSize(all, WITHOUT)) / 1000,
      'size.verifier': (await bundledSize(`export { createVerifier } from '${CORE}'`, WITHOUT)) / 1000,
      'size.protocol': (await bundledSize(protocol, WITHOUT)) / 1000,
    }
  },
}
