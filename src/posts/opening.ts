import { type Dateline, datelineOf, titleDateOf } from './dateline.ts'
import { withHeadLines } from './head-lines.ts'
import { plainToMarkdown } from './plain-layout.ts'
import { type Block, headingOf, lineBlocks, markdownBlocks } from './text-blocks.ts'
import { layoutOf } from './text-layout.ts'
import { firstWords, isProse, isTitleLine, plainWords } from './title-text.ts'

/** What the front matter says already; absent for a text without front matter. */
export type Stated = { title: string | undefined; hasDate: boolean }

/** What a text says of itself, and its Markdown without it. `line` is 1-based within the text. */
export type Opening = { title?: string; subtitle?: string; dateline?: Dateline & { line: number }; body: string }

/** A text without one cannot repeat its title: most posts need no second look. */
const H1 = /^ {0,3}(?:#(?:[ \t]|$)|=+[ \t]*$)/m

function hasH1(text: string): boolean {
  return (text.includes('#') || text.includes('=')) && H1.test(text)
}

const LABEL = /^(?:sub)?title:\s+/i

/**
 * Title, subtitle and dateline of a text, and the rest as Markdown. The dateline is looked for in the title and in the
 * first words of the three paragraphs after it. A paragraph that is only the date goes; a dateline that opens a
 * sentence stays.
 */
export function openingOf(text: string, stated?: Stated): Opening {
  if (stated?.title !== undefined && stated.hasDate && !hasH1(text)) {
    return { title: stated.title, body: withoutBlankEnds(text) }
  }
  const lines = text.split('\n')
  const layout = stated ? 'markdown' : layoutOf(text)
  const written = layout === 'lines' ? lineBlocks(lines) : markdownBlocks(lines)
  const blocks = stated ? written : withHeadLines(written)
  const removed = new Set<Block>()
  const first = stated?.hasDate ? undefined : leadingDate(blocks)
  if (first) removed.add(first.block)

  const found = titleIn(first ? blocks.slice(1) : blocks, stated?.title)
  const title = found.title === undefined || stated ? found.title : found.title.replace(LABEL, '')
  if (found.block) removed.add(found.block)
  const subtitle = found.block ? subtitleIn(blocks.slice(blocks.indexOf(found.block) + 1)) : undefined
  if (subtitle) removed.add(subtitle.block)

  const paragraph = datedParagraph(blocks.filter((block) => !removed.has(block)).slice(0, 3))
  if (paragraph?.isBare && !stated?.hasDate) removed.add(paragraph.block)
  const inTitle = title === undefined ? undefined : titleDateOf(title)
  const titled = inTitle && { dateline: inTitle, block: found.block ?? blocks[0] }
  const dated = first ?? titled ?? paragraph
  const rest = blocks.filter((block) => !removed.has(block))
  const body = layout === 'markdown' ? without(lines, removed) : plainToMarkdown(rest)
  return {
    ...(title ? { title } : {}),
    ...(subtitle ? { subtitle: subtitle.text } : {}),
    ...(dated ? { dateline: { ...dated.dateline, line: (dated.block?.from ?? 0) + 1 } } : {}),
    body,
  }
}

type Dated = { dateline: Dateline; block: Block; isBare: boolean }

/** A date alone before the title. */
function leadingDate(blocks: Block[]): Dated | undefined {
  const [first, second] = blocks
  if (!first || !second || !(headingOf(second) || isTitleLine(second))) return undefined
  const dated = headingOf(first) ? undefined : datedParagraph([first])
  return dated?.isBare && !datelineOf(second.text) ? dated : undefined
}

/** The title, and the block that is nothing but the title and goes. */
function titleIn(blocks: Block[], stated: string | undefined): { title?: string; block?: Block } {
  const block = blocks.find((each, at) => (at === 0 || isTopHeading(each)) && headingOf(each)?.text)
  const heading = block && plainWords(headingOf(block)?.text ?? '')
  if (stated !== undefined) {
    const isRepeated = block && isTopHeading(block) && heading?.toLowerCase() === plainWords(stated).toLowerCase()
    return isRepeated ? { title: stated, block } : { title: stated }
  }
  if (block && heading) return { title: heading, block }
  const first = blocks[0]
  if (!first || !isProse(first)) return {}
  if (!isTitleLine(first)) return { title: firstWords(first.text) }
  const title = plainWords(first.text)
  return blocks.length > 1 ? { title, block: first } : { title }
}

function isTopHeading(block: Block): boolean {
  return headingOf(block)?.level === 1
}

function subtitleIn([first, second]: Block[]): { text: string; block: Block } | undefined {
  if (!first || headingOf(first) || !isTitleLine(first) || datelineOf(first.text)) return undefined
  const text = plainWords(first.text)
  const isMeant = LABEL.test(text) || (second !== undefined && datelineOf(second.text) !== undefined)
  return isMeant ? { text: text.replace(LABEL, ''), block: first } : undefined
}

function datedParagraph(blocks: Block[]): Dated | undefined {
  for (const block of blocks) {
    const dateline = datelineOf(headingOf(block)?.text ?? block.text)
    if (dateline) return { dateline, block, isBare: dateline.rest === '' }
  }
  return undefined
}

function without(lines: string[], removed: Set<Block>): string {
  const gone = new Set([...removed].flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)))
  const kept = lines.filter((_, at) => !gone.has(at))
  return withoutBlankEnds(kept.join('\n'))
}

function withoutBlankEnds(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd()
}
