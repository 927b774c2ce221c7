import { createRequire } from 'node:module'
import type mjml2html from 'mjml'

/** Loads MJML, which takes half a second, without the `.mjmlconfig` of the folder that the program is run in. */
export function loadMjml(): typeof mjml2html {
  const { cwd } = process
  // MJML looks there as soon as it is loaded, and runs what it finds.
  process.cwd = () => import.meta.dirname
  try {
    return createRequire(import.meta.url)('mjml') as typeof mjml2html
  } finally {
    process.cwd = cwd
  }
}
