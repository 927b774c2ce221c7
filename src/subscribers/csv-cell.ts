/** Text that a spreadsheet would take for a formula, with any apostrophes in front. */
const FORMULA = /^'*[=+\-@]/

/**
 * Free text made safe for a spreadsheet: an apostrophe goes before what would be a formula, since strangers choose their
 * own names. `unguard` takes exactly that apostrophe away.
 */
export function guard(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

export function unguard(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text
}

/** What does not come through a CSV file as it is: nothing, control characters, blanks at the ends, a quote in front. */
const ODD = /[\p{Cc}\p{Cs}\u2028\u2029\ufffd]|^[\s"]|\s$|^$/u

/**
 * Any text as one line that is safe for a spreadsheet; where that takes more than a guard, as a JSON string. An empty
 * cell is no text.
 */
export function freeText(text: string | null): string {
  if (text === null) return ''
  return ODD.test(text) ? jsonCell(text) : guard(text)
}

/** The text that `freeText` wrote into a cell that is not empty; null when it writes no such cell. */
export function readFreeText(cell: string): string | null {
  if (!cell.startsWith('"')) return unguard(cell)
  try {
    const text: unknown = JSON.parse(cell)
    return typeof text === 'string' ? text : null
  } catch {
    return null
  }
}

/** JSON in one line of visible characters. */
export function jsonCell(value: unknown): string {
  return JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\ufffd]/g, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A cell as it stands in a CSV file (RFC 4180): quoted where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
