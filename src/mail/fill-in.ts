import { quotedPrintable } from './quoted-printable.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A value as it stands in a part of the message: escaped in HTML, and in quoted-printable. */
export function fillIn(value: string, as: 'text' | 'html'): string {
  const shown = as === 'html' ? value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '') : value
  return quotedPrintable(shown)
}
