import { type Alias, type Document, type LineCounter, visit } from 'yaml'

/** What makes a document unreadable, with its line and the fix; null when it can be read. */
export function yamlFault(document: Document, text: string, lines: LineCounter): { line: number; what: string } | null {
  const error = document.errors[0]
  if (!error) return aliasFault(document, lines)
  // What never closes is found at the end of the file, where there is nothing to see.
  const before = text.split('\n').slice(0, lines.linePos(error.pos[0]).line)
  const line = before.findLastIndex((written) => written.trim() !== '') + 1
  return { line: Math.max(1, line), what: `${shown(before[line - 1])} ${FAULTS[error.code] ?? OTHER}` }
}

/** An alias of nothing, or aliases of aliases that would fill the memory. */
function aliasFault(document: Document, lines: LineCounter): { line: number; what: string } | null {
  try {
    document.toJS()
    return null
  } catch {
    const aliases: Alias[] = []
    visit(document, { Alias: (_key, alias) => void aliases.push(alias) })
    const found = aliases.find((alias) => alias.resolve(document) === undefined) ?? aliases[0]
    const written = `*${found?.source}`
    return {
      line: lines.linePos(found?.range?.[0] ?? 0).line,
      what: `"${written}" is an alias in YAML, and cannot be unfolded. Put a value that begins with * in quotes: "${written}".`,
    }
  }
}

function shown(line = ''): string {
  const text = line.trim()
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

const OTHER = 'is not valid YAML. Put a value that holds ": " or " #", or begins with a special character, in quotes.'

const FAULTS: Record<string, string> = {
  DUPLICATE_KEY: 'stands twice in its group. Keep one of the two.',
  TAB_AS_INDENT: 'is indented with a tab. Indent with spaces.',
  BAD_INDENT: 'is not indented like the lines around it. Indent the settings of a group alike, with two spaces.',
  MISSING_CHAR:
    'opens or closes what has no other end, or lacks a colon. Check its quotes, brackets and braces, and write name: value.',
  BAD_SCALAR_START: 'has a value that begins with a special character. Put the value in quotes.',
  MULTIPLE_DOCS: 'begins a second document. Keep one.',
  BLOCK_AS_IMPLICIT_KEY:
    'has a value that holds ": ", or a next line that is indented too far. Put the value in quotes, or indent alike.',
}
