import { isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { closest } from './closest.ts'
import { type Config, configSchema } from './schema.ts'

/** A configuration that cannot be used. `message` has one line for each thing to mend: place, value, fix. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

type Source = { place: string; document: ReturnType<typeof parseDocument>; lines: LineCounter }

/**
 * Reads the text of a configuration file (YAML 1.2, core schema) and fills in every default.
 * @param place the name of the file, for errors
 * @throws ConfigError that lists everything wrong at once, each with its line
 */
export function loadConfig(text: string, place: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false })
  const broken = document.errors[0]
  if (broken) throw new ConfigError(`${place}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`)
  const result = configSchema.safeParse(withoutEmptyGroups(document.toJS()))
  if (result.success) return result.data
  const source = { place, document, lines }
  throw new ConfigError([...new Set(result.error.issues.flatMap((issue) => explain(issue, source)))].join('\n'))
}

/** A group whose every line is commented out is read as null: it means the defaults. */
function withoutEmptyGroups(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? {}
  return Object.fromEntries(Object.entries(value).filter(([, group]) => group !== null))
}

function explain(issue: z.core.$ZodIssue, source: Source): string[] {
  const path = issue.path.map(String)
  const name = path.join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], source))
  const value = source.document.getIn(path)
  if (value === undefined) return [`${at(path, source)}: ${name} is missing.${EXAMPLES[name] ?? ''}`]
  return [`${at(path, source)}: ${name} ${JSON.stringify(value)} ${sentence(issue)}`]
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `is not allowed. Choose one of ${issue.values.join(', ')}.`
  if (issue.code === 'invalid_type') return `is no ${TYPES[issue.expected] ?? issue.expected}.`
  if (issue.code === 'too_small') return `is too small: at least ${issue.minimum}.`
  if (issue.code === 'too_big') return `is too large: at most ${issue.maximum}.`
  return issue.message
}

function unknownKey(path: string[], source: Source): string {
  const parent = path.slice(0, -1)
  const key = path.at(-1) ?? ''
  const guess = closest(key, keysAt(parent))
  const fix = guess ? `Did you mean ${guess}?` : `Known here: ${keysAt(parent).join(', ')}.`
  return `${at(path, source)}: unknown key ${path.join('.')}. ${fix}`
}

function keysAt(path: string[]): string[] {
  let schema: unknown = configSchema
  for (const part of path) schema = shapeOf(schema)?.[part]
  return Object.keys(shapeOf(schema) ?? {})
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const { shape, def } = (schema ?? {}) as { shape?: Record<string, unknown>; def?: { innerType?: unknown } }
  return shape ?? (def?.innerType ? shapeOf(def.innerType) : undefined)
}

/** The line of the key itself, or of the nearest part of its path that is there. */
function at(path: string[], { place, document, lines }: Source): string {
  let node: unknown = document.contents
  let line = 1
  for (const part of path) {
    if (!isMap(node)) break
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === part)
    if (!pair) break
    if (isScalar(pair.key) && pair.key.range) line = lines.linePos(pair.key.range[0]).line
    node = pair.value
  }
  return `${place}:${line}`
}

const TYPES: Record<string, string> = {
  string: 'text',
  int: 'whole number',
  number: 'number',
  boolean: 'yes or no: write true or false',
  object: 'group of settings',
}

const EXAMPLES: Record<string, string> = {
  site: ' Add a group "site:" with title and url.',
  'site.title': ' Add a line like "title: Notes from the platform".',
  'site.url': ' Add a line like "url: https://blog.example.org".',
  digest: ' Add a group "digest:" with from.',
  'digest.from': ' Add a line like "from: Ada Example <ada@example.org>".',
}
