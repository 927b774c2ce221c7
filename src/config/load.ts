import { isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import { explainIssue, wrongShape } from './explain-issue.ts'
import { type Config, configSchema } from './schema.ts'
import { yamlFault } from './yaml-fault.ts'

/** A configuration that cannot be used. `message` has one line for each thing to mend: place, value, fix. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads the text of a configuration file (YAML 1.2, core schema) and fills in every default.
 * @param place the name of the file, for errors
 * @throws ConfigError that lists everything wrong at once, each with its line
 */
export function loadConfig(text: string, place: string): Config {
  const { document, lines } = parsed(text)
  const fault = yamlFault(document, text, lines)
  if (fault) throw new ConfigError(`${place}:${fault.line}: ${fault.what}`)
  const data: unknown = document.toJS() ?? {}
  const misshapen = wrongShape(data)
  if (misshapen) throw new ConfigError(`${place}:1: ${misshapen}`)
  const result = configSchema.safeParse(tidied(data as Record<string, unknown>))
  if (result.success) return result.data
  const placeOf = (path: string[]) => `${place}:${lineOf(document.contents, path, lines)}`
  const valueAt = (path: string[]): unknown => valueIn(data, path)
  throw new ConfigError(
    [...new Set(result.error.issues.flatMap((issue) => explainIssue(issue, { placeOf, valueAt })))].join('\n'),
  )
}

/** The line of a setting in the text of a configuration that can be read. */
export function settingLine(text: string, path: string[]): number {
  const { document, lines } = parsed(text)
  return lineOf(document.contents, path, lines)
}

function parsed(text: string) {
  const lines = new LineCounter()
  return { document: parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false }), lines }
}

function valueIn(data: unknown, path: string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], data)
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/**
 * A group whose every line is commented out is read as null: it means the defaults. Cadence and weekday may be written
 * as on the command line: `Weekly`, `mon`.
 */
function tidied(data: Record<string, unknown>): Record<string, unknown> {
  const groups = Object.fromEntries(Object.entries(data).filter(([, group]) => group !== null))
  const { digest } = groups
  if (typeof digest !== 'object' || digest === null || Array.isArray(digest)) return groups
  const given = digest as Record<string, unknown>
  const words: Record<string, string> = {}
  for (const name of ['cadence', 'weekday']) {
    if (typeof given[name] === 'string') words[name] = given[name].trim().toLowerCase()
  }
  const { weekday } = words
  const day =
    weekday === undefined || weekday.length < 2 ? undefined : WEEKDAYS.find((name) => name.startsWith(weekday))
  return { ...groups, digest: { ...given, ...words, ...(day && { weekday: day }) } }
}

/** The line of the key itself, or of the nearest part of its path that is there. */
function lineOf(contents: unknown, path: string[], lines: LineCounter): number {
  let node = contents
  let line = 1
  for (const part of path) {
    if (!isMap(node)) break
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === part)
    if (!pair) break
    if (isScalar(pair.key) && pair.key.range) line = lines.linePos(pair.key.range[0]).line
    node = pair.value
  }
  return line
}
