import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { naming } from './file-error.ts'
import { readText } from './read.ts'

/** Sources in MJML; partials by file name without extension. */
export type Templates = { digest: string; partials: Record<string, string> }

/** Reads the folder `emails`. Throws, with place and fix, when digest.mjml is missing or a template cannot be read. */
export function loadTemplates(dir: string): Templates {
  const { digest } = readFolder(dir)
  if (digest === undefined) {
    throw new Error(
      `${join(dir, 'digest.mjml')}: the template of the digest is missing. Copy the one that Dateline brings.`,
    )
  }
  return { digest, partials: readFolder(join(dir, 'partials')) }
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
