import { createRequire } from 'node:module'

type Highlighter = typeof import('highlight.js')['default']
let highlighter: Highlighter | undefined

/**
 * Code as HTML with `hljs-*` classes; undefined when the language is unknown. The languages are loaded at the first call
 * only: they cost more time than most runs take.
 */
export function highlight(code: string, language: string): string | undefined {
  highlighter ??= createRequire(import.meta.url)('highlight.js/lib/common') as Highlighter
  if (highlighter.getLanguage(language) === undefined) return undefined
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value
}
