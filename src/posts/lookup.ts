import { oneLine } from './clean-text.ts'
import type { FrontMatter } from './front-matter.ts'
import { lineAt, shown, Unreadable } from './unreadable.ts'

/** One field of a front matter. `line` is its 1-based line in the file. */
export type Field = { name: string; value: unknown; line: () => number }

/** The first of the named fields that says something, whatever its case and whether it has dashes or underscores. */
export type Lookup = (...names: string[]) => Field | undefined

/** Tables in which Hugo and Zola keep fields of a site's own, and what is read from them. */
const TABLES = ['taxonomies', 'params', 'extra']
const IN_TABLES =
  /^(?:tags?|categor(?:y|ies)|authors?|subtitle|description|summary|image|cover|.*image|thumbnail|lang|language)$/

export function lookupIn(matter: Pick<FrontMatter, 'data' | 'block' | 'blockLine'>): Lookup {
  const fields = new Map<string, Field>()
  const add = ([name, value]: [string, unknown]) => {
    const key = normal(name)
    const isBlank = value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
    if (!isBlank && !fields.has(key)) fields.set(key, { name, value, line: () => lineOf(matter, name) })
  }
  Object.entries(matter.data).forEach(add)
  for (const table of TABLES) {
    const inner = Object.hasOwn(matter.data, table) ? matter.data[table] : undefined
    if (isMapping(inner))
      Object.entries(inner)
        .filter(([name]) => IN_TABLES.test(normal(name)))
        .forEach(add)
  }
  return (...names) => {
    for (const name of names) {
      const field = fields.get(name)
      if (field) return field
    }
    return undefined
  }
}

/** Throws Unreadable: the field's value, and a sentence that goes on with "is ...". */
export function refuse(field: Field, sentence: string): never {
  throw new Unreadable(field.line(), `${field.name} ${shown(field.value)} ${sentence}`)
}

/**
 * The text of a field on one line, without the brackets of a wikilink; undefined when it has none. Refuses lists and
 * mappings.
 */
export function textOf(field: Field | undefined): string | undefined {
  const { value } = field ?? {}
  if (field === undefined || value === false || value === null) return undefined
  const text = scalarText(value)
  if (text === undefined) refuse(field, `is no text. Write it on one line: ${field.name}: Some words.`)
  return text || undefined
}

/** The text of a string, number, boolean or date, on one line; undefined for anything else. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return oneLine(value).replace(/^!?\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]$/, '$1')
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return value instanceof Date ? value.toISOString() : undefined
}

/** What a yes-or-no field says; undefined when it is absent. Refuses any other word. */
export function flagOf(field: Field | undefined): boolean | undefined {
  const flag = field && flagIn(field.value)
  if (field && flag === undefined)
    refuse(field, `is neither true nor false. Write ${field.name}: true or ${field.name}: false.`)
  return flag
}

/** Whether a value means yes or no; undefined when it means neither. */
export function flagIn(value: unknown): boolean | undefined {
  const word = String(value).trim().toLowerCase()
  if (/^(?:true|yes|on|1)$/.test(word)) return true
  return /^(?:false|no|off|0)$/.test(word) ? false : undefined
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
}

/** A value as a list, flat to any depth. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY).filter((item) => item !== null) : [value]
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '')
}

function lineOf({ block, blockLine }: Pick<FrontMatter, 'block' | 'blockLine'>, name: string): number {
  const found = new RegExp(`^[ \\t{]*["']?${RegExp.escape(name)}["']?[ \\t]*[:=]`, 'm').exec(block)
  return blockLine + (found ? lineAt(block, found.index) - 1 : 0)
}
