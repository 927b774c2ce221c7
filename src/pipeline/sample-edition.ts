import type { App } from '../app.ts'
import { composeMessage } from '../mail/message.ts'
import { prepareEdition } from '../mail/prepare-edition.ts'
import type { KnownPost } from '../posts/known.ts'
import type { PostContent } from '../posts/post.ts'
import { defaultPreferences } from '../subscribers/preferences.ts'
import { freeze } from './compose.ts'

/**
 * Renders a digest of these posts and one subscriber's message from it: the same way as in a run, but nothing is
 * stored. @throws an error that names the template's place when it cannot be rendered
 */
export async function sampleMessage(app: App, posts: KnownPost[], contents: Map<string, PostContent>) {
  const edition = await freeze(app, posts, contents, app.clock())
  const prepared = prepareEdition({ ...edition, id: 0, state: 'open' }, app.config)
  const place = app.config.http.url ?? app.config.site.url
  const links = { unsubscribe: `${place}/unsubscribe/sample`, preferences: `${place}/preferences/sample` }
  const reader = {
    ...defaultPreferences(app.config),
    id: 0,
    editionId: 0,
    subscriberId: 0,
    address: 'reader@readers.example',
    name: null,
    tokenEpoch: 1,
    attempt: 1,
    epoch: 1,
    plannedAt: app.clock(),
  }
  return composeMessage(prepared, reader, links)
}

/** A made-up post, for a look at templates where there is no real one. */
export function samplePost(now: number): { known: KnownPost; content: PostContent } {
  const content: PostContent = {
    title: 'A post to look at',
    publishedAt: now,
    tags: [],
    authors: [],
    enclosures: [],
    aliases: [],
    body: 'This post was made up to show the digest. It has a paragraph, and nothing to say.',
  }
  const known: KnownPost = {
    id: 'tag:blog.example.org,2026-01-01:sample',
    seq: 1,
    path: 'sample.md',
    slug: 'sample',
    location: 'sample',
    title: content.title,
    permalink: null,
    publishedAt: now,
    updatedAt: null,
    announcedAt: now,
    withdrawnAt: null,
    fingerprint: 'sample',
    bodyHash: '',
    tags: [],
    aliases: [],
  }
  return { known, content }
}
