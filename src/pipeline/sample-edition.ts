import type { App } from '../app.ts'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import type { EditionKind, EditionText } from '../digests/edition.ts'
import { subscriberLinks } from '../mail/links.ts'
import { composeMessage } from '../mail/message.ts'
import { prepareEdition } from '../mail/prepare-edition.ts'
import type { LetterKind } from '../mail/render-letter.ts'
import type { KnownPost } from '../posts/known.ts'
import type { PostContent } from '../posts/post.ts'
import { defaultPreferences } from '../subscribers/preferences.ts'
import { freeze } from './compose.ts'

/** As long as real ones, and good for nothing. */
const SAMPLE_TOKENS = {
  unsubscribe: `sample${'-'.repeat(24)}`,
  preferences: `sample${'-'.repeat(24)}`,
  confirm: `0.sample${'-'.repeat(37)}`,
}

/**
 * Renders a digest of these posts and one subscriber's message from it: the same way as in a run, but nothing is
 * stored. @throws an error that names the template's place when it cannot be rendered
 */
export async function sampleMessage(app: App, posts: KnownPost[], contents: Map<string, PostContent>) {
  return messageFrom(app, 'digest', await freeze(app, posts, contents, app.clock()))
}

/** The same of mail that goes out at once. */
export async function sampleLetter(app: App, kind: LetterKind) {
  const { renderLetter } = await import('../mail/render-letter.ts')
  const text = await renderLetter(kind, app.config, app.loadTemplates())
  return messageFrom(app, kind, { ...text, key: `sample ${kind}`, posts: [], createdAt: app.clock() })
}

function messageFrom(
  app: App,
  kind: EditionKind,
  text: EditionText & { key: string; posts: string[]; createdAt: number },
) {
  const prepared = prepareEdition({ ...text, id: 0, state: 'open', kind, messageDomain: null }, app.config)
  const reader: ClaimedDelivery = {
    ...defaultPreferences(app.config),
    id: 0,
    editionId: 0,
    kind,
    consent: null,
    subscriberId: 0,
    address: 'reader@readers.example',
    name: null,
    tokenEpoch: 1,
    attempt: 1,
    triedAt: null,
    epoch: 1,
    plannedAt: app.clock(),
  }
  return composeMessage(prepared, reader, subscriberLinks(app.config, SAMPLE_TOKENS))
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
