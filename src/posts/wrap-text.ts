import { displayWidth, isWide } from './display-width.ts'
import { graphemes } from './word-units.ts'

const NEVER_FIRST = /^[、。，．：；？！）」』】〕〉》ー々…‥・ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)\]}”’]/u
const NEVER_LAST = /[（「『【〔〈《([{“‘]$/u

/**
 * The lines of a text, each at most `width` columns, broken at spaces and between East Asian characters. A longer word
 * stays whole, a no-break space is never broken and printed as a space. Line ends of the text stay.
 */
export function wrapText(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width))
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.split(/[ \t]+/).filter((part) => part !== '')) {
    pieces(word).forEach((piece, index) => {
      const gap = index === 0 && line !== '' ? ' ' : ''
      const size = displayWidth(piece)
      if (line !== '' && used + gap.length + size > width) {
        lines.push(line)
        line = piece
        used = size
      } else {
        line += gap + piece
        used += gap.length + size
      }
    })
  }
  return [...lines, line].map((wrapped) => wrapped.replaceAll('\u00a0', ' ').trimEnd())
}

function pieces(word: string): string[] {
  if (!/[^\x20-\u02ff\u2010-\u2027]/.test(word)) return [word]
  const found: string[] = []
  let isBreakable = false
  for (const { segment } of graphemes(word)) {
    const last = found.at(-1)
    const wide = isWide(segment)
    if (last === undefined || ((wide || isBreakable) && !NEVER_FIRST.test(segment) && !NEVER_LAST.test(last)))
      found.push(segment)
    else found[found.length - 1] += segment
    isBreakable = wide
  }
  return found
}
