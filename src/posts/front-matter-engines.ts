import { parse as parseToml, TomlError } from 'smol-toml'
import { type Document, parseDocument, type Tags } from 'yaml'
import { readPlainYaml } from './plain-yaml.ts'
import { lineAt, shown, Unreadable } from './unreadable.ts'

/**
 * One engine per language of front matter, for gray-matter; both that would run code refuse. Lines count from the
 * fence's own.
 */
export const ENGINES = {
  yaml: (block: string) => readPlainYaml(block) ?? mapping(strictYaml(block), 1),
  toml: (block: string) => mapping(strictToml(block), 1),
  json: (block: string) => mapping(strictJson(block, 1), 1),
  javascript: refuseCode,
  coffee: refuseCode,
}

function refuseCode(): never {
  throw new Unreadable(1, 'front matter in a programming language is not read. Write it as yaml, toml or json.')
}

/** Data that is a mapping of fields; throws Unreadable for any other. */
export function mapping(data: unknown, line: number): Record<string, unknown> {
  if (data !== null && typeof data === 'object' && !Array.isArray(data)) return data as Record<string, unknown>
  throw new Unreadable(
    line,
    `front matter ${shown(data)} has no fields. Write them as title: Some words, one on a line.`,
  )
}

const withoutNumbers = (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || !/:(?:int|float)$/.test(tag.tag))

/** Data in YAML 1.2 (core schema, numbers as text); throws Unreadable with the line in `block`. */
export function strictYaml(block: string): unknown {
  const document = parseDocument(withIndentedQuotes(block), {
    schema: 'core',
    customTags: withoutNumbers,
    stringKeys: true,
    prettyErrors: false,
  })
  const error = document.errors[0]
  if (!error) return plainData(document)
  const line = lineAt(withIndentedQuotes(block), error.pos[0])
  const written = block.split('\n')[line - 1]?.trim() ?? ''
  throw new Unreadable(line, `${shown(written)} is no valid YAML (${error.message}). ${yamlFix(error.code)}`)
}

const QUOTED_FIELD = /^[\w-]+:[ \t]+(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*(?:#.*)?$/gms

/** Every other reader of YAML lets a quoted value go on at the start of the next line; the grammar asks for a space. */
function withIndentedQuotes(block: string): string {
  return block.replace(QUOTED_FIELD, (field) => field.replace(/\n(?=\S)/g, '\n '))
}

function plainData(document: Document): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw new Unreadable(1, `front matter cannot be unfolded (${(error as Error).message}). Write it without aliases.`)
  }
}

function yamlFix(code: string): string {
  if (code === 'DUPLICATE_KEY') return 'Keep one of the two fields.'
  if (code === 'TAB_AS_INDENT') return 'Indent with spaces.'
  if (code === 'MISSING_CHAR') return 'Close what was opened: a quote, a bracket or a brace.'
  return 'Put a value that holds ": " or begins with a special character in quotes.'
}

function strictToml(block: string): unknown {
  try {
    return parseToml(withQuotedDates(block))
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const written = block.split('\n')[error.line - 1]?.trim() ?? ''
    const why = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '')
    throw new Unreadable(
      error.line,
      `${shown(written)} is no valid TOML (${why}). Write fields as title = "Some words".`,
    )
  }
}

/** smol-toml shifts a day that the calendar does not have into the next month; as text it reaches our own check. */
function withQuotedDates(block: string): string {
  const parts = block.split(/("""[\s\S]*?"""|'''[\s\S]*?''')/)
  const bareDate =
    /^([ \t]*[\w"-]+[ \t]*=[ \t]*)(\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:[\d:.]+)?(?:[Zz]|[+-]\d{2}:\d{2})?)(?=[ \t]*(?:#.*)?$)/gm
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(bareDate, '$1"$2"'))).join('')
}

/** Parsed JSON; `firstLine` is the line on which `block` begins. Throws Unreadable with the line at fault. */
export function strictJson(block: string, firstLine: number): unknown {
  try {
    return JSON.parse(block)
  } catch (error) {
    const at = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? 0)
    const line = lineAt(block, at)
    const written = block.split('\n')[line - 1]?.trim() ?? ''
    const fix = 'Write fields as "title": "Some words", with a comma between them.'
    throw new Unreadable(line + firstLine - 1, `${shown(written)} is no valid JSON. ${fix}`)
  }
}
