import { type Config, configSchema } from '../config/schema.ts'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import type { DigestPost, Edition } from '../digests/edition.ts'
import type { PostContent } from '../posts/post.ts'
import { tokensFor, withTokenMark } from './tokens.ts'

/** For tests: a site by name of "Quiet Machine", with what a test says otherwise. */
export function sampleConfig(changes: { site?: object; digest?: object; http?: object } = {}): Config {
  return configSchema.parse({
    site: { title: 'Quiet Machine', url: 'https://quiet.example.org', timezone: 'Europe/Berlin', ...changes.site },
    digest: { from: 'Ada Example <ada@quiet.example.org>', ...changes.digest },
    http: { ...changes.http },
  })
}

/** For tests: a post of 20 May 2024 with two paragraphs. */
export function samplePost(content: Partial<PostContent> = {}, url = 'https://quiet.example.org/rules/'): DigestPost {
  const full: PostContent = {
    title: 'Ten small rules',
    publishedAt: Date.UTC(2024, 4, 20, 6),
    tags: [],
    authors: [],
    enclosures: [],
    aliases: [],
    body: 'I read the logs before the coffee was ready, and *nothing* had happened.\n\nThat is a [good sign](/signs/).',
    ...content,
  }
  const known = {
    id: 'tag:quiet.example.org,2024-05-20:rules',
    seq: 1,
    path: 'rules.md',
    slug: 'rules',
    location: 'rules',
    title: full.title,
    permalink: null,
    publishedAt: full.publishedAt,
    updatedAt: null,
    announcedAt: full.publishedAt,
    withdrawnAt: null,
    fingerprint: 'f',
    bodyHash: '',
    tags: full.tags,
    aliases: [],
  }
  return { known, content: full, url }
}

const tokens = tokensFor('sample')

/** For tests: an edition in which every value of a subscriber stands in both parts. */
export function sampleEdition(changes: Partial<Edition> = {}): Edition {
  const { address, cadence, unsubscribe, preferences } = tokens
  return {
    id: 3,
    key: 'sample-key',
    subject: 'Ten small rules',
    preheader: 'I read the logs before the coffee was ready.',
    html: withTokenMark(
      `<p title="${address}">Grüße, ${address}${cadence}.</p>\n<a href="${unsubscribe}">Out</a> <a href="${preferences}">Change</a>`,
      tokens,
    ),
    text: `Grüße, ${address}\n${cadence}.\n\n${unsubscribe}\n${preferences}`,
    posts: ['tag:quiet.example.org,2024-05-20:rules'],
    state: 'open',
    kind: 'digest',
    createdAt: 0,
    messageDomain: null,
    ...changes,
  }
}

/** For tests: a weekly delivery to Grace, planned on 20 May 2024. */
export function sampleDelivery(changes: Partial<ClaimedDelivery> = {}): ClaimedDelivery {
  return {
    id: 12,
    editionId: 3,
    kind: 'digest',
    consent: null,
    subscriberId: 5,
    address: 'grace@example.com',
    name: 'Grace Hopper',
    cadence: 'weekly',
    hour: 8,
    weekday: 1,
    monthday: 1,
    zone: 'Europe/Berlin',
    tokenEpoch: 0,
    attempt: 1,
    triedAt: null,
    epoch: 1,
    plannedAt: Date.UTC(2024, 4, 20, 6),
    ...changes,
  }
}
