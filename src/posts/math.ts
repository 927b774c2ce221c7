import { fencedCode, inlineCode } from './fenced-code.ts'

const DISPLAY = /\$\$(?!\$)([^$]{1,3000})\$\$(?!\$)/y
const INLINE = /\$(?![\s${])([^$\n]{1,300})(?<!\s)\$(?![\w${(])/y
const OVER_PARAGRAPHS = /\n[ \t]*\n/
const FORMULA = /[\\^_]|[^=]=[^=]/

/**
 * The formula in TeX that begins at `start`, and where it ends, as code: Markdown would take its underscores for
 * emphasis. Undefined where dollars mean money or a shell. `before` is what stands before it on its line.
 */
export function formulaAt(source: string, start: number, before: string): { end: number; text: string } | undefined {
  const display = matchAt(DISPLAY, source, start)
  if (display !== undefined) {
    const { tex, end } = display
    const isAlone = /^[ \t]*$/.test(before) && /^[ \t]*(?:\n|$)/.test(source.slice(end, end + 200))
    if (isAlone) return { end, text: fencedCode(tex.trim(), undefined, before) }
    return OVER_PARAGRAPHS.test(tex) ? undefined : { end, text: inlineCode(tex.replace(/\s*\n[ \t>]*/g, ' ').trim()) }
  }
  const inline = matchAt(INLINE, source, start)
  return inline && { end: inline.end, text: inlineCode(inline.tex) }
}

function matchAt(form: RegExp, source: string, start: number): { tex: string; end: number } | undefined {
  form.lastIndex = start
  const tex = form.exec(source)?.[1]
  return tex !== undefined && FORMULA.test(tex) ? { tex, end: form.lastIndex } : undefined
}
