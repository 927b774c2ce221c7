import { hash } from 'node:crypto'
import type { Evidence } from './known.ts'
import type { Post, PostContent } from './post.ts'

const MOST_BLOCKS = 40
const SHORTEST_BLOCK = 40

/** What a post publishes, without where its file lies. */
export function contentOf(post: Post): PostContent {
  const { path: _path, location: _location, slug: _slug, ...content } = post
  return content
}

/** SHA-256 in base64url (43 characters) over what a post publishes: the same whatever the order of its keys. */
export function fingerprintOf(content: PostContent): string {
  return hash('sha256', JSON.stringify(content, inOrder), 'base64url')
}

function inOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
}

/**
 * By what a post is known again: the hash of its text, whatever its white space, and of its paragraphs. A text that is
 * empty has an empty hash, and short paragraphs are left out: they would be shared by chance.
 */
export function evidenceOf(content: PostContent): Evidence {
  const blocks = content.body.split(/\n\s*\n/).map(squeezed)
  const text = blocks.filter(Boolean).join(' ')
  const telling = [...new Set(blocks.filter((block) => block.length >= SHORTEST_BLOCK))].slice(0, MOST_BLOCKS)
  return {
    body: text && hash('sha256', text, 'base64url'),
    blocks: telling.map((block) => hash('sha256', block, 'base64url').slice(0, 12)),
  }
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
