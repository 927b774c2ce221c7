import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { naming } from './file-error.ts'
import { readText } from './read.ts'

/** Sources in MJML; partials by file name without extension. */
export type Templates = {
  digest: string
  confirm: string
  welcome: string
  address: string
  partials: Record<string, string>
}

/** The templates that the program brings. */
const OWN_EMAILS = fileURLToPath(new URL('../../emails', import.meta.url))

/**
 * Reads the folder `emails`. For each file that it lacks, the digest excepted, the program's own stands in. Throws, with
 * place and fix, when digest.mjml is missing or a template cannot be read.
 */
export function loadTemplates(dir: string): Templates {
  const { digest, ...letters } = readFolder(dir)
  if (digest === undefined) {
    throw new Error(
      `${join(dir, 'digest.mjml')}: the template of the digest is missing. Copy the one that Dateline brings.`,
    )
  }
  return {
    digest,
    confirm: letters.confirm ?? readTemplate(join(OWN_EMAILS, 'confirm.mjml')),
    welcome: letters.welcome ?? readTemplate(join(OWN_EMAILS, 'welcome.mjml')),
    address: letters.address ?? readTemplate(join(OWN_EMAILS, 'address.mjml')),
    partials: { ...readFolder(join(OWN_EMAILS, 'partials')), ...readFolder(join(dir, 'partials')) },
  }
}

function readFolder(dir: string): Record<string, string> {
  if (!existsSync(dir)) return {}
  const names = naming(dir, 'read', () => readdirSync(dir)).filter((name) => /^[^.].*\.mjml$/.test(name))
  return Object.fromEntries(names.sort().map((name) => [name.slice(0, -'.mjml'.length), readTemplate(join(dir, name))]))
}

function readTemplate(file: string): string {
  const text = readText(file)
  if (typeof text === 'string') return text
  throw new Error(`${file}${text.line === null ? '' : `:${text.line}`}: ${text.error}`)
}
