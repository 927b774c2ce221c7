import { isFeed } from './media-types.ts'

/** Where the site lies on the web, without a slash at its end, and the hub that tells readers of its posts. */
export type LinkedSite = { url: string; hub: string | undefined }

/**
 * The Link header of a feed (RFC 8288): its own address, and the hub where the feed changes with new posts, which archive
 * pages do not (WebSub, 4). Null for any other file.
 */
export function feedLinks(path: string, type: string, { url, hub }: LinkedSite): string | null {
  if (!isFeed(type)) return null
  const self = new URL(`${url}/${path.split('/').map(encodeURIComponent).join('/')}`).href
  const links = [`<${self}>; rel="self"`]
  if (hub !== undefined && !path.startsWith('archive/')) links.push(`<${hub}>; rel="hub"`)
  return links.join(', ')
}
