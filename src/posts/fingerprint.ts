import { hash } from 'node:crypto'
import { byCodeUnit } from './order.ts'
import type { Post, PostContent } from './post.ts'

const MOST_PARAGRAPHS = 40
const SHORTEST_PARAGRAPH = 40

/** What a post publishes, without where its file lies. */
export function contentOf(post: Post): PostContent {
  const { path: _path, location: _location, slug: _slug, ...content } = post
  return content
}

/**
 * Hashes of what a post publishes (SHA-256 in base64url, 43 characters): the fingerprint over all of it, whatever the
 * order of its keys, and one over its text alone, which is empty for no text.
 */
export function hashesOf({ body, ...rest }: PostContent): { fingerprint: string; bodyHash: string } {
  const bodyHash = body === '' ? '' : hash('sha256', body, 'base64url')
  return { fingerprint: hash('sha256', JSON.stringify([inOrder(rest), bodyHash]), 'base64url'), bodyHash }
}

/** The fingerprint alone. */
export function fingerprintOf(content: PostContent): string {
  return hashesOf(content).fingerprint
}

function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(inOrder)
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    entries.sort(([one], [two]) => byCodeUnit(one, two)).map(([key, part]) => [key, inOrder(part)]),
  )
}

/**
 * Short hashes of the first forty paragraphs, whatever their white space. Short paragraphs are left out: they would be
 * shared by chance.
 */
export function paragraphHashes({ body }: PostContent): string[] {
  const paragraphs = body.split(/\n\s*\n/).map((text) => text.replace(/\s+/g, ' ').trim())
  const telling = [...new Set(paragraphs.filter((text) => text.length >= SHORTEST_PARAGRAPH))]
  return telling.slice(0, MOST_PARAGRAPHS).map((text) => hash('sha256', text, 'base64url').slice(0, 12))
}
