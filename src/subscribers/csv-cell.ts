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

/** A cell as it stands in a CSV file (RFC 4180): quoted where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
