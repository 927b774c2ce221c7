import { encodePath } from '../posts/post-url.ts'

/**
 * The id of an entry in Atom, which has to be an absolute IRI (RFC 4287, 4.2.6). An id that is one stands for itself. Any
 * other, which a post brought along from elsewhere, gets one that stays: a bare UUID that of RFC 9562, 4, and the rest a
 * path below `feedId`, the tag URI of the site's feed.
 */
export function atomId(id: string, feedId: string): string {
  if (ABSOLUTE_IRI.test(id)) return id
  return UUID.test(id) ? `urn:uuid:${id}` : `${feedId}/guid/${encodePath(id)}`
}

/** RFC 3987, 2.2: a scheme, and nothing that may not stand in an IRI. */
const ABSOLUTE_IRI = /^[a-z][a-z0-9+.-]*:(?:%[0-9a-f]{2}|[\w\-.~:/?#[\]@!$&'()*+,;=]|(?![\p{C}\p{Z}])[^\x00-\x9f])+$/iu
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
