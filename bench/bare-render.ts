// Renders the feeds that one more post changes, and nothing else: the head, two tags and an archive page, in three formats.
import { join } from 'node:path'
import { loadConfig } from '../src/config/load.ts'
import { type FeedDocument, FORMATS, feedName, type Scope } from '../src/feeds/document.ts'
import { renderDocument } from '../src/feeds/render.ts'
import { palettes } from '../src/mail/palette.ts'
import { entryOf } from '../src/pipeline/entry.ts'
import { contentOf, fingerprintOf } from '../src/posts/fingerprint.ts'
import type { KnownPost } from '../src/posts/known.ts'
import { parsePost } from '../src/posts/parse.ts'
import { postText } from './make-posts.ts'

const root = process.argv[2] ?? ''
const config = loadConfig('site: {title: Bench, url: https://blog.example.org}\ndigest: {from: ada@example.org}\n', '-')
const paths = { root, posts: join(root, 'posts'), public: '', config: '', state: '', inbox: '' }
const scopes: [Scope, number, number][] = [
  [{ kind: 'site' }, 0, 30],
  [{ kind: 'tag', tag: 'a', path: 'a' }, 1000, 30],
  [{ kind: 'tag', tag: 'b', path: 'b' }, 2000, 30],
  [{ kind: 'archive', page: 1 }, 3000, 50],
]
let characters = 0
for (const [scope, first, count] of scopes) {
  const entries = Array.from({ length: count }, (_, n) => entry(first + n))
  for (const format of FORMATS) {
    const name = feedName(scope, format)
    const document: FeedDocument = { name, format, scope, posts: [], tombstones: [], previous: null, key: '' }
    const site = { config, feedId: 'tag:blog.example.org,2026:feed', palettes: palettes(config.digest.color) }
    characters += renderDocument(document, entries, site).length
  }
}
process.stdout.write(`${characters}\n`)

function entry(n: number) {
  const parsed = parsePost({ path: `post-${n}.md`, text: postText(n) }, { zone: 'UTC', language: 'en' })
  if (parsed.kind !== 'post') throw new Error(`post ${n} is none`)
  const content = contentOf(parsed.post)
  const { slug, publishedAt, tags } = parsed.post
  const post = { id: `tag:blog.example.org,2026:${n}`, seq: n, path: '', slug, location: slug, publishedAt, tags }
  const known = { ...post, permalink: null, updatedAt: null, fingerprint: fingerprintOf(content) }
  return entryOf(known as unknown as KnownPost, content, { site: { config, paths }, media: [] })
}
