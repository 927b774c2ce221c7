import { DateTime } from 'luxon'
import { encodePath } from './post-url.ts'

/**
 * The permanent id of a post: a tag URI (RFC 4151, 2.1) of the site's host, the post's day in `zone`, and its slug,
 * percent-encoded. `host` may have a port, which is left out. The same arguments give the same id for ever.
 */
export function postId(host: string, post: { publishedAt: number; slug: string }, zone: string): string {
  const name = new URL(`http://${host}`).hostname
  return `tag:${name},${DateTime.fromMillis(post.publishedAt, { zone }).toISODate()}:${encodePath(post.slug)}`
}
