import { DateTime } from 'luxon'

/** What the address of a post is made of; a Post or what the store remembers of one. */
export type Addressed = { location: string; slug: string; permalink: string | null; publishedAt: number }

/** The parts of a configuration that shape addresses. `url` has no slash at its end. */
export type AddressRules = { url: string; permalink: string; timezone: string }

/**
 * The absolute URL of a post, percent-encoded (RFC 3986, 3.3). A permalink of its own wins: a whole URL, or a path
 * below `site.url`, whose escapes, query and fragment stay as they are. Year, month and day are those of the site's
 * zone.
 */
export function postUrl(post: Addressed, site: AddressRules): string {
  if (post.permalink === null) return new URL(site.url + encodePath(filledIn(post, site))).href
  if (/^https?:\/\//i.test(post.permalink)) return new URL(post.permalink).href
  return new URL(`${site.url}/${encodeReference(post.permalink.replace(/^\/+/, ''))}`).href
}

/** A path with every octet that no path segment may hold percent-encoded; slashes stay. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeSegment).join('/')
}

function filledIn(post: Addressed, site: AddressRules): string {
  return site.permalink.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (name === 'path') return post.location
    if (name === 'slug') return post.slug
    return name === 'year' || name === 'month' || name === 'day' ? datePart(post, site, name) : whole
  })
}

function datePart(post: Addressed, site: AddressRules, part: 'year' | 'month' | 'day'): string {
  const date = DateTime.fromMillis(post.publishedAt, { zone: site.timezone })
  return String(date[part]).padStart(part === 'year' ? 4 : 2, '0')
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent)
}

/** A path of somebody's own may be encoded already. */
function encodeReference(reference: string): string {
  return reference.replace(/%[0-9A-Fa-f]{2}|[/?#]+|[^%/?#]+|%/g, (part) =>
    /^(?:%[0-9A-Fa-f]{2}|[/?#]+)$/.test(part) ? part : encodeSegment(part),
  )
}
