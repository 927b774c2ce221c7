/**
 * Removes what XML 1.0 has no room for (control characters, lone surrogates, U+FFFE, U+FFFF) from every text in `value`, and
 * the control characters that it advises against (2.2): nobody sees them, and readers take them for letters of Windows.
 */
export function withoutForbidden<T>(value: T): T {
  if (typeof value === 'string') return value.replace(FORBIDDEN, '') as T
  if (Array.isArray(value)) return value.map(withoutForbidden) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutForbidden(inner)])) as T
}

/** All but XML 1.0, section 2.2, production Char without its note. */
const FORBIDDEN = /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** The absolute http or https address in `value`, spelt as RFC 3986 wants it; undefined when it is none. */
export function webUrl(value: string): string | undefined {
  const url = URL.parse(value)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined
  // What browsers tolerate in a path, such as [ and |, is no part of a URI.
  const path = url.href.indexOf('/', 'https://'.length)
  return url.href.slice(0, path) + url.href.slice(path).replace(/[^\w\-.~:/?#@!$&'()*+,;=%]/g, encodeURIComponent)
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** Keeps texts aside while a document's structure is made, so that no layer below can escape, undo or rewrite them. */
export type Placeholders = {
  /** A short URN that stands for `text`; an empty text stands for itself. */
  put(text: string): string
  /** The text that `value` stands for, or `value` when it stands for none. */
  restore(value: string): string
}

export function makePlaceholders(): Placeholders {
  const texts: string[] = []
  return {
    put: (text) => (text === '' ? '' : `urn:text:${texts.push(text) - 1}`),
    restore: (value) => texts[Number(/^urn:text:(\d+)$/.exec(value)?.[1] ?? -1)] ?? value,
  }
}
