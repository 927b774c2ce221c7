const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g
const LONE_SURROGATE = /\p{Cs}/gu

/**
 * The text without what XML 1.0 has no room for (2.2): control characters other than tab and newline, U+FFFE, U+FFFF
 * and lone surrogates. Lines end in LF, and a byte order mark at the start is gone. The number of lines stays.
 */
export function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.replace(LONE_SURROGATE, '')
  const lines = wellFormed.includes('\r') ? wellFormed.replace(/\r\n?/g, '\n') : wellFormed
  return lines.replace(/^\uFEFF/, '').replace(FORBIDDEN, '')
}

/** Clean text on one line, with single spaces. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim()
}

/** Whether text was decoded as UTF-8 though it is UTF-16, or is no text at all. */
export function looksBinary(text: string): boolean {
  if (text.startsWith('\uFFFD\uFFFD')) return true
  const start = text.slice(0, 2000)
  return start.split('\u0000').length - 1 > start.length / 10
}
