const LONGEST = 200

/**
 * Reads a person's name: trimmed, NFC, null when nothing is left. Refuses line breaks and other control characters, which
 * have no place in a header, and more than 200 characters.
 */
export function parseName(text: string): { name: string | null } | { error: string } {
  const name = text.trim().normalize('NFC')
  const control = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.exec(name)?.[0]
  if (control) {
    const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return { error: `name has a line break or control character (U+${code}). Write it in one line.` }
  }
  if ([...name].length > LONGEST) return { error: `name has more than ${LONGEST} characters. Shorten it.` }
  return { name: name === '' ? null : name }
}
