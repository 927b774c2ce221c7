/** So much is kept of a part with the fields of a report, or with the message that came back, and of any other part. */
export const REPORT_PART = 256 * 1024
export const TEXT_PART = 64 * 1024

/** The parser takes its time for each line, also for an empty one. */
const MOST_LINES = 10_000

const OF_REPORT = /^(content-type[ \t]*:)?[ \t]*(message\/|text\/rfc822-headers\b)/im
const BOUNDARY = /\bboundary[ \t]*=[ \t]*(?:"([^"\n]{1,200})"|([^\s;"]{1,200}))/gi

/** Cuts a message into its header and its body, and of the body each part to what is worth reading. */
export function cutParts(bytes: Buffer): { head: Buffer; body: Buffer } {
  const text = bytes.toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const length = end ? end.index + end[0].length : bytes.length
  const head = text.slice(0, length)
  const room = OF_REPORT.test(head) ? REPORT_PART : TEXT_PART
  const body = cutLines(text.slice(length).split('\n'), delimitersIn(text), room)
  return { head: bytes.subarray(0, length), body: Buffer.from(body.join('\n'), 'latin1') }
}

function delimitersIn(text: string): Set<string> {
  return new Set([...text.matchAll(BOUNDARY)].map(([, quoted, bare]) => `--${(quoted ?? bare ?? '').trimEnd()}`))
}

function cutLines(lines: string[], delimiters: Set<string>, first: number): string[] {
  const kept: string[] = []
  let room = first
  let isHeader = false
  for (const line of lines) {
    if (kept.length === MOST_LINES) break
    if (line.startsWith('--') && isDelimiter(line.trimEnd(), delimiters)) {
      room = TEXT_PART
      isHeader = true
      kept.push(line)
      continue
    }
    if (isHeader && OF_REPORT.test(line)) room = REPORT_PART
    if (isHeader && line.trim() === '') isHeader = false
    if (room > 0) kept.push(line.slice(0, room))
    room -= line.length + 1
  }
  return kept
}

function isDelimiter(line: string, delimiters: Set<string>): boolean {
  return delimiters.has(line) || (line.endsWith('--') && delimiters.has(line.slice(0, -2)))
}
