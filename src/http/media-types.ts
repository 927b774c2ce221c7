import { getMimeType } from 'hono/utils/mime'

/** Content-Type of a file below public/, by its name: feeds have types of their own, text is UTF-8. */
export function contentType(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/^rss\b.*\.xml$/i.test(name)) return 'application/rss+xml; charset=utf-8'
  if (/^atom\b.*\.xml$/i.test(name)) return 'application/atom+xml; charset=utf-8'
  if (/^feed\b.*\.json$/i.test(name)) return 'application/feed+json; charset=utf-8'
  if (/\.opml$/i.test(name)) return 'text/x-opml; charset=utf-8'
  const type = getMimeType(name) ?? 'application/octet-stream'
  return isText(type) && !type.includes('charset') ? `${type}; charset=utf-8` : type
}

/** Feeds in XML, which a browser shows with their style sheet only under a type of its own. */
export function isXmlFeed(type: string): boolean {
  return /^application\/(rss|atom)\+xml/.test(type)
}

export function isFeed(type: string): boolean {
  return isXmlFeed(type) || type.startsWith('application/feed+json')
}

/** Whether a client asks for pages, as browsers do, and names no feeds, as readers that take both do. */
export function isBrowser(accept: string | undefined): boolean {
  return /\btext\/html\b/i.test(accept ?? '') && !/\b(rss|atom)\+xml\b/i.test(accept ?? '')
}

/** Whether gzip and br make a body of this type smaller. */
export function isText(type: string): boolean {
  return /^text\/|[/+](xml|json|javascript)\b/.test(type)
}
