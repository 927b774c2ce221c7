import { createHash } from 'node:crypto'
import sanitizeHtml, { type Attributes, type Tag } from 'sanitize-html'
import { absoluteMediaUrl, absoluteSrcset, absoluteUrl } from './absolute-url.ts'
import { printable } from './printable.ts'
import { closeRawElements } from './raw-elements.ts'
import { ALLOWLIST } from './sanitise-rules.ts'
import { watchUrl } from './watch-url.ts'

const ALLOWED = new Set(ALLOWLIST.allowedTags)
const MOST_ROUNDS = 5
const BOOLEANS = ['controls', 'loop', 'muted', 'reversed', 'default', 'open']
const LENGTH = /^\d{1,4}%?$/
const VALID = new Map([
  ['width', LENGTH],
  ['height', LENGTH],
  ['align', /^(?:left|right|center|justify)$/],
  ['dir', /^(?:ltr|rtl|auto)$/],
  ['id', /^\S+$/],
])

/** What every id of the post at `url` starts with or contains, so that several posts stand on one page. */
export function idPrefix(url: string): string {
  return `p${createHash('sha256').update(url).digest('hex').slice(0, 8)}`
}

/**
 * HTML of the allowlist only, with every address absolute against `url`, ids unique, void elements closed and frames as
 * plain links. Sanitising twice gives the same; nothing throws.
 */
export function sanitise(html: string, options: { url: string }): string {
  let clean = sanitiseOnce(closeRawElements(html), options.url)
  // Where an element was taken out, its neighbours may nest in a way that a parser reads differently.
  for (let round = 0; clean.isChanged && round < MOST_ROUNDS; round++) {
    const again = sanitiseOnce(clean.html, options.url)
    clean = { html: again.html, isChanged: again.html !== clean.html }
  }
  return clean.html
}

function sanitiseOnce(html: string, url: string): { html: string; isChanged: boolean } {
  const prefix = idPrefix(url)
  const ids = new Set<string>()
  let isChanged = false
  const clean = sanitizeHtml(html, {
    ...ALLOWLIST,
    transformTags: {
      h1: 'h2',
      // Feed validators take <bdo> for a risk, and <bdi> knows its dir.
      bdo: 'bdi',
      iframe: (tagName, attribs) => frameLink(tagName, attribs, url),
      embed: (tagName, attribs) => frameLink(tagName, attribs, url),
      '*': (tagName, attribs) => ({ tagName, attribs: attributes(tagName, attribs, url, prefix, ids) }),
    },
    exclusiveFilter: ({ tag, attribs }) => {
      const exclusion = exclusionOf(tag, attribs)
      isChanged ||= exclusion !== false
      return exclusion
    },
    onOpenTag: (name) => {
      isChanged ||= !ALLOWED.has(name)
    },
  })
  return { html: printable(clean), isChanged }
}

/** A link to nowhere loses its tag, media without an address go. */
function exclusionOf(tag: string, { href, id, src, srcset }: Attributes): boolean | 'excludeTag' {
  if (tag === 'a') return href === undefined && id === undefined && 'excludeTag'
  if (tag === 'img' || tag === 'track') return src === undefined
  return tag === 'source' && src === undefined && srcset === undefined
}

function frameLink(tagName: string, attribs: Attributes, base: string): Tag {
  const url = absoluteMediaUrl(attribs.src ?? '', base)
  if (url === undefined) return { tagName, attribs: {} }
  const address = watchUrl(url)
  return { tagName: 'a', attribs: { href: address }, text: address }
}

function attributes(tag: string, raw: Attributes, base: string, prefix: string, ids: Set<string>): Attributes {
  const all: Attributes = tag === 'img' ? { ...raw, alt: raw.alt ?? '' } : raw
  const kept: Attributes = {}
  for (const [name, value] of Object.entries(all)) {
    const safe = attribute(name, value, base)
    if (safe !== undefined) kept[name] = safe
  }
  if (kept.id !== undefined) {
    const id = kept.id.includes(prefix) ? kept.id : `${prefix}-${kept.id}`
    if (ids.has(id)) delete kept.id
    else kept.id = id
    ids.add(id)
  }
  return kept
}

function attribute(name: string, value: string, base: string): string | undefined {
  if (name === 'href' || name === 'cite') return absoluteUrl(value, base)
  if (name === 'src' || name === 'poster') return absoluteMediaUrl(value, base)
  if (name === 'srcset') return absoluteSrcset(value, base)
  if (BOOLEANS.includes(name)) return name
  const valid = VALID.get(name)
  return valid === undefined || valid.test(value) ? value : undefined
}
