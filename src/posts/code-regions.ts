import { fencedCode } from './fenced-code.ts'
import { formulaAt } from './math.ts'

const CANDIDATE = new RegExp(
  [
    /^(?:[ \t>]|[-*+] |\d{1,9}[.)] )*(?<fence>`{3,}(?=[^`\n]*$)|~{3,})/,
    /^(?<indent> {4}|\t)(?=.*\S)/,
    /(?<escape>\\[`{[=%$])/,
    /(?<math>(?<![\w$])\$)/,
    /(?<ticks>`+)/,
    /<(?<html>pre|code)\b/,
    /\{%-?\s*(?<liquid>raw|highlight|codeblock|code)\b(?<arguments>[^%]*)%\}/,
    /\{\{[<%]\s*(?<hugo>highlight|code)\b(?<options>[^<>%]*)[>%]\}\}/,
    /\{\{(?<open>[<%])\/\*(?<shown>.{0,500}?)\*\/[>%]\}\}/,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'gm',
)

const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)]|\[\^[^\]]+\]:)(?:\s|$)/

type Region = { end: number; text: string }

/**
 * The text with its code, and what else must stay as written, taken out; `restore` puts it back. Code is fences, indented
 * blocks, inline code, <pre>, the code tags of Jekyll, Hexo and Hugo, which become fences, and formulas.
 */
export function withoutCode(text: string): { text: string; restore: (text: string) => string } {
  const source = text.replace(/[\x01\x02]/g, '')
  const kept: string[] = []
  let prose = ''
  let position = 0
  for (
    let match = next(source, 0);
    match !== null;
    match = next(source, Math.max(position, match.index + match[0].length))
  ) {
    const region = regionAt(source, match)
    if (region === undefined) continue
    prose += `${source.slice(position, match.index)}\x01${kept.push(region.text) - 1}\x02`
    position = region.end
  }
  prose += source.slice(position)
  return {
    text: prose,
    restore: (changed) => changed.replace(/\x01(\d+)\x02/g, (_, number) => kept[Number(number)] ?? ''),
  }
}

function next(source: string, from: number): RegExpExecArray | null {
  CANDIDATE.lastIndex = from
  return CANDIDATE.exec(source)
}

function regionAt(source: string, match: RegExpExecArray): Region | undefined {
  const found = match.groups ?? {}
  const start = match.index
  const after = start + match[0].length
  const verbatim = (end: number) => ({ end, text: source.slice(start, end) })
  if (found.fence !== undefined) return verbatim(endOfFence(source, after, found.fence))
  if (found.indent !== undefined)
    return isListContinued(source, start) ? undefined : verbatim(endOfIndented(source, start))
  if (found.escape !== undefined) return verbatim(after)
  if (found.math !== undefined) return formulaAt(source, start, lineBefore(source, start))
  if (found.ticks !== undefined) return verbatim(endOfInlineCode(source, after, found.ticks.length))
  if (found.html !== undefined) return verbatim(endAt(source, after, new RegExp(`</${found.html}>`, 'g'), after))
  if (found.shown !== undefined)
    return { end: after, text: `{{${found.open}${found.shown}${found.open === '<' ? '>' : '%'}}}` }
  return found.hugo === undefined ? liquidRegion(source, match, after) : hugoRegion(source, match, after)
}

function liquidRegion(source: string, match: RegExpExecArray, after: number): Region {
  const name = match.groups!.liquid!
  const closing = new RegExp(`\\{%-?\\s*end${name}\\s*-?%\\}`, 'g')
  const inner = source.slice(after, startAt(source, after, closing))
  const end = endAt(source, after, closing, source.length)
  if (name === 'raw') return { end, text: inner }
  const written = (match.groups!.arguments ?? '').trim()
  const language =
    name === 'highlight' ? written.split(/[\s-]*(?:\s|$)/)[0] : /\blang(?:uage)?:(\S+)/.exec(written)?.[1]
  return { end, text: fencedCode(inner, language, lineBefore(source, match.index)) }
}

function hugoRegion(source: string, match: RegExpExecArray, after: number): Region {
  const closing = new RegExp(`\\{\\{[<%]\\s*/\\s*${match.groups!.hugo}\\s*[>%]\\}\\}`, 'g')
  const language = /^\s*(?:lang(?:uage)?=)?["']?([\w+#-]+)/.exec(match.groups!.options ?? '')?.[1]
  const inner = source.slice(after, startAt(source, after, closing))
  return {
    end: endAt(source, after, closing, source.length),
    text: fencedCode(inner, language, lineBefore(source, match.index)),
  }
}

function startAt(source: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from
  return pattern.exec(source)?.index ?? source.length
}

function endAt(source: string, from: number, pattern: RegExp, otherwise: number): number {
  pattern.lastIndex = from
  return pattern.test(source) ? pattern.lastIndex : otherwise
}

function endOfFence(source: string, from: number, fence: string): number {
  return endAt(source, from, new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`, 'gm'), source.length)
}

function endOfInlineCode(source: string, after: number, ticks: number): number {
  const paragraphEnd = startAt(source, after, /\n[ \t]*\n/g)
  const closing = new RegExp(`(?<!\`)\`{${ticks}}(?!\`)`, 'g')
  const end = endAt(source, after, closing, after)
  return end <= paragraphEnd ? end : after
}

function endOfIndented(source: string, start: number): number {
  return endAt(source, start, /(?:(?: {4}|\t).*(?:\n[ \t]*(?=\n))*(?:\n|$))+/gy, start)
}

function isListContinued(source: string, start: number): boolean {
  for (let end = start - 1; end >= 0; ) {
    const begin = end === 0 ? 0 : source.lastIndexOf('\n', end - 1) + 1
    const line = source.slice(begin, end)
    if (end === start - 1 && line.trim() !== '') return true
    if (/^ {0,3}\S/.test(line)) return LIST_ITEM.test(line)
    end = begin - 1
  }
  return false
}

function lineBefore(source: string, index: number): string {
  return source.slice(source.lastIndexOf('\n', index - 1) + 1, index)
}
