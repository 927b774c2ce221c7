import type { z } from 'zod'
import { closest } from './closest.ts'
import { configSchema } from './schema.ts'

/** Where a setting stands (`file:line`), and what the file says there. */
type Source = { placeOf: (path: string[]) => string; valueAt: (path: string[]) => unknown }

/** One line for each thing wrong with a setting: place, value, fix. */
export function explainIssue(issue: z.core.$ZodIssue, source: Source): string[] {
  const path = issue.path.map(String)
  const name = path.join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], source))
  if (issue.code === 'invalid_key') return [invalidKey(issue, path, source)]
  const value = source.valueAt(path)
  if (value === undefined) return [`${source.placeOf(path)}: ${name} is missing. ${exampleOf(path)}`]
  if (value === null) return [`${source.placeOf(path)}: ${name} has no value. ${exampleOf(path)}`]
  return [`${source.placeOf(path)}: ${name} ${JSON.stringify(value)} ${whatIsWrong(issue, value, path)}`]
}

/** What is wrong with a whole file that is no mapping of groups; null when it is one. */
export function wrongShape(data: unknown): string | null {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return null
  const what = Array.isArray(data) ? 'the file is a list' : `the file is one value, ${JSON.stringify(data)}`
  return `${what}. Write groups of settings, such as "site:" with title and url indented below it.`
}

function whatIsWrong(issue: z.core.$ZodIssue, value: unknown, path: string[]): string {
  if (issue.code === 'invalid_value') {
    const guess = closest(String(value), issue.values.map(String))
    return `is not allowed. ${guess ? `Did you mean ${guess}?` : `Choose one of ${issue.values.join(', ')}.`}`
  }
  if (issue.code === 'invalid_type') return wrongType(issue.expected, value, path)
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return `is empty. ${exampleOf(path)}`
    return issue.inclusive
      ? `is too small: at least ${issue.minimum}.`
      : `is too small: more than ${issue.minimum}${OFF[path.at(-1) ?? ''] ?? ''}.`
  }
  if (issue.code === 'too_big') return `is too large: at most ${issue.maximum}.`
  return issue.message
}

function wrongType(expected: string, value: unknown, path: string[]): string {
  if (expected === 'string') {
    if (typeof value === 'object') return `is not text. ${exampleOf(path)}`
    return `is not text. Put it in quotes: "${String(value)}".`
  }
  if (expected === 'object') return `is not a group of settings. ${exampleOf(path)}`
  if (expected === 'boolean') return 'is neither yes nor no. Write true or false.'
  const kind = expected === 'int' ? 'whole number' : 'number'
  const number = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
  if (number) return `is text, not a ${kind}. Write it without quotes: ${Number(value)}.`
  return `is not a ${kind}. Write digits, such as 8.`
}

function unknownKey(path: string[], { placeOf }: Source): string {
  const known = keysAt(path.slice(0, -1))
  const guess = closest(path.at(-1) ?? '', known)
  const fix = guess ? `Did you mean ${guess}?` : `Known here: ${known.join(', ')}.`
  return `${placeOf(path)}: unknown key ${path.join('.')}. ${fix}`
}

/** A key of one's own choice, such as a domain, that cannot be one. */
function invalidKey({ issues }: { issues: z.core.$ZodIssue[] }, path: string[], { placeOf }: Source): string {
  const name = path.slice(0, -1).join('.')
  return `${placeOf(path)}: ${name} ${JSON.stringify(path.at(-1))} ${issues[0]?.message ?? 'is no key.'}`
}

function keysAt(path: string[]): string[] {
  let schema: unknown = configSchema
  for (const part of path) schema = childOf(schema, part)
  return Object.keys(bare(schema).shape ?? {})
}

/** The schema of a key: of an object each key has its own, of a record they share one. */
function childOf(schema: unknown, key: string): unknown {
  const { shape, def } = bare(schema)
  return shape ? shape[key] : def?.valueType
}

type Bare = { shape?: Record<string, unknown>; def?: { innerType?: unknown; valueType?: unknown } }

/** A schema without what makes it optional or gives it a default. */
function bare(schema: unknown): Bare {
  const { shape, def } = (schema ?? {}) as Bare
  return def?.innerType ? bare(def.innerType) : { ...(shape && { shape }), ...(def && { def }) }
}

function exampleOf(path: string[]): string {
  const keys = keysAt(path)
  return (
    EXAMPLES[path.join('.')] ??
    (keys.length > 0 ? `It knows ${keys.join(', ')}.` : 'Write a value, or leave the line out.')
  )
}

/** How to go without a limit. */
const OFF: Record<string, string> = { perSecond: '; leave it out for no limit' }

const EXAMPLES: Record<string, string> = {
  site: 'Add a group "site:" with title and url.',
  'site.title': 'Add a line like "title: Notes from the platform".',
  'site.url': 'Add a line like "url: https://blog.example.org".',
  'site.author': 'Write it like { name: Ada Example, email: ada@example.org }.',
  'site.author.name': 'Write it like { name: Ada Example, email: ada@example.org }.',
  'delivery.domains': 'Write it like { gmail.com: { perSecond: 5, perDay: 2000 } }.',
  digest: 'Add a group "digest:" with from.',
  'digest.from': 'Add a line like "from: Ada Example <ada@example.org>".',
  'digest.dkim': 'Write it like { domain: example.org, selector: mail }.',
  'digest.dkim.domain': 'Write it like { domain: example.org, selector: mail }.',
  'digest.dkim.selector': 'Write it like { domain: example.org, selector: mail }.',
}
