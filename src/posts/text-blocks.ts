/** Lines of a text that belong together: `from` and `to` (exclusive) are 0-based line numbers. */
export type Block = { text: string; from: number; to: number }

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const ATX = /^ {0,3}(#{1,6})(?:[ \t]|$)/
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/

/** Markdown lines as blocks between blank lines. A code fence is one block, and so is a heading. */
export function markdownBlocks(lines: string[]): Block[] {
  const blocks: Block[] = []
  let from = 0
  let fence: string | undefined
  const close = (to: number) => {
    if (from < to) blocks.push({ text: lines.slice(from, to).join('\n'), from, to })
    from = to
  }
  for (const [at, line] of lines.entries()) {
    if (fence !== undefined) {
      if (!endsFence(line, fence)) continue
      fence = undefined
      close(at + 1)
    } else if (FENCE.test(line)) {
      close(at)
      fence = FENCE.exec(line)?.[1]
    } else if (line.trim() === '') {
      close(at)
      from = at + 1
    } else if (ATX.test(line)) {
      close(at)
      close(at + 1)
    } else if (UNDERLINE.test(line) && from < at) close(at + 1)
  }
  close(lines.length)
  return blocks
}

/** Every line that is not blank, as a block of its own. */
export function lineBlocks(lines: string[]): Block[] {
  return lines.flatMap((text, from) => (text.trim() === '' ? [] : [{ text, from, to: from + 1 }]))
}

/** Level and text of a block that is a heading, ATX or setext (CommonMark 4.2, 4.3). */
export function headingOf(block: Block): { level: number; text: string } | undefined {
  const atx = ATX.exec(block.text)
  if (atx) return { level: (atx[1] as string).length, text: withoutClosingMarks(block.text.slice(atx[0].length)) }
  const lines = block.text.split('\n')
  const underline = lines.length > 1 ? UNDERLINE.exec(lines.at(-1) as string) : null
  if (!underline || /^\s*(?:[-*+>|]|\d+[.)]\s)/.test(lines[0] as string)) return undefined
  return { level: underline[1]?.startsWith('=') ? 1 : 2, text: lines.slice(0, -1).join(' ') }
}

function endsFence(line: string, fence: string): boolean {
  const found = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1]
  return found !== undefined && found[0] === fence[0] && found.length >= fence.length
}

function withoutClosingMarks(text: string): string {
  return text
    .trim()
    .replace(/(?:^|[ \t])#+$/, '')
    .trim()
}
