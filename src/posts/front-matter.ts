import matter from 'gray-matter'
import { type Fence, fenceOf } from './fence.ts'
import { ENGINES, mapping, strictJson } from './front-matter-engines.ts'
import { lineAt, Unreadable } from './unreadable.ts'

/** A text taken apart. `block` and `body` are the front matter and the rest as written; both lines are 1-based. */
export type FrontMatter = {
  data: Record<string, unknown>
  block: string
  blockLine: number
  body: string
  bodyLine: number
}

/**
 * Reads the front matter of a clean text in YAML (1.2 core schema; numbers stay as they are written), TOML or JSON, in
 * the forms of Jekyll, Hugo, Zola and Hexo; undefined for a text that has none. Throws Unreadable with the line in
 * `text`, and never runs code.
 */
export function readFrontMatter(text: string): FrontMatter | undefined {
  const bare = /^\s*\{\s*["}]/.test(text) ? bareJson(text) : undefined
  if (bare) return bare
  const lead = /^(?:[ \t]*\n)*/.exec(text)?.[0] ?? ''
  const start = text.slice(lead.length)
  const opened = UNOPENED.test(start) && /^date:/m.test(start) ? `---\n${start}` : start
  const shift = lineAt(text, lead.length) - 1 - (opened === start ? 0 : 1)
  try {
    const fence = fenceOf(opened)
    return fence && fenced(opened, fence, shift)
  } catch (error) {
    if (error instanceof Unreadable) throw new Unreadable((error.line ?? 1) + shift, error.message)
    throw error
  }
}

/** Hexo reads fields that only a closing fence ends. */
const UNOPENED = /^(?:[a-z][\w-]*:(?: .*)?\n(?:(?:[ \t]|- ).*\n)*)+---[ \t]*(?:\n|$)/

function fenced(text: string, { open, close, language, end }: Fence, shift: number): FrontMatter {
  const head = text.slice(0, end)
  // With options given, gray-matter neither fills nor reads its cache, which answers a broken text with an empty one.
  const file = matter(head, { language, delimiters: [open, close], engines: ENGINES })
  return {
    data: file.data,
    block: file.matter,
    blockLine: 1 + shift,
    body: text.slice(end),
    bodyLine: lineAt(text, end) + shift,
  }
}

/** Hugo takes a JSON object at the very start of the file for front matter. */
function bareJson(text: string): FrontMatter {
  const start = text.indexOf('{')
  const end = endOfObject(text, start)
  const line = lineAt(text, start)
  if (end === -1) throw new Unreadable(line, 'front matter begins with "{" and never ends. Add the closing }.')
  const block = text.slice(start, end)
  const data = mapping(strictJson(block, line), line)
  const rest = text.slice(end).replace(/^[ \t]*\n/, '')
  return { data, block, blockLine: line, body: rest, bodyLine: lineAt(text, text.length - rest.length) }
}

function endOfObject(text: string, start: number): number {
  const mark = /"(?:[^"\\]|\\.)*"|[{}]/gs
  mark.lastIndex = start
  let depth = 0
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found[0] === '{') depth++
    if (found[0] === '}' && --depth === 0) return mark.lastIndex
  }
  return -1
}
