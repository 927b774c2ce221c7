import { lineAt, shown, Unreadable } from './unreadable.ts'

/** How the front matter of a text is marked. `end` is the offset after the line of its closing fence. */
export type Fence = { open: string; close: string; language: 'yaml' | 'toml' | 'json'; end: number }

const OPENING = /^(---|\+\+\+|;;;)(?![-+;])[ \t]*(\S*)[ \t]*(?:\n|$)/
const DEFAULT_LANGUAGE = { '---': 'yaml', '+++': 'toml', ';;;': 'json' } as const
const LANGUAGES = { yaml: 'yaml', yml: 'yaml', toml: 'toml', json: 'json' } as const

/**
 * The fence of the front matter with which a text begins, if it begins with one.
 * Throws Unreadable when the fence is never closed or names a language that is not read.
 */
export function fenceOf(text: string): Fence | undefined {
  const opening = OPENING.exec(text)
  if (!opening) return undefined
  const open = opening[1] as keyof typeof DEFAULT_LANGUAGE
  const language = languageOf(open, opening[2] ?? '')
  const closing = closingOf(text, open)
  if (!closing) {
    if (open === '---' && !beginsWithKey(text.slice(opening[0].length))) return undefined
    throw new Unreadable(
      1,
      `front matter begins with "${open}" and never ends. Add a line ${open} after its last field.`,
    )
  }
  const close = closing[1] as string
  const first = text.indexOf(`\n${close}`, open.length - 1)
  if (first < closing.index) {
    const line = lineAt(text, first + 1)
    throw new Unreadable(line, `front matter ends with more than "${close}" on the line. Write ${close} alone on it.`)
  }
  return { open, close, language, end: closing.index + closing[0].length }
}

function languageOf(open: keyof typeof DEFAULT_LANGUAGE, name: string): Fence['language'] {
  if (name === '') return DEFAULT_LANGUAGE[open]
  if (name in LANGUAGES) return LANGUAGES[name as keyof typeof LANGUAGES]
  throw new Unreadable(1, `front matter in ${shown(name)} is not read. Write it as yaml, toml or json.`)
}

function closingOf(text: string, open: string): RegExpExecArray | null {
  if (open === '---') return /\n(---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)
  return open === '+++' ? /\n(\+\+\+)[ \t]*(?:\n|$)/.exec(text) : /\n(;;;)[ \t]*(?:\n|$)/.exec(text)
}

/** A text may as well begin with a thematic break of Markdown. */
function beginsWithKey(rest: string): boolean {
  return /^\s*["']?[\w.-]+["']?[ \t]*:(?:\s|$)/.test(rest)
}
