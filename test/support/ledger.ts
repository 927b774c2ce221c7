import type { KnownPost } from '../../src/posts/known.ts'
import type { ScanPlan } from '../../src/posts/plan.ts'
import type { PostContent } from '../../src/posts/post.ts'
import { type Added, addSubscriber, type NewSubscriber } from '../../src/store/add-subscriber.ts'
import { type NewEdition, planChunk } from '../../src/store/compose.ts'
import type { Db } from '../../src/store/db.ts'
import { acquireLease, type Lease } from '../../src/store/lock.ts'
import { applyScan, saveContents } from '../../src/store/posts.ts'
import type { Subscriber } from '../../src/subscribers/subscriber.ts'

/** Monday, 20 May 2024, 08:00 UTC. */
export const NOW = Date.UTC(2024, 4, 20, 8)
const DAY = 86_400_000

export function contentOf(title: string): PostContent {
  return {
    title,
    publishedAt: NOW - DAY,
    tags: ['news'],
    authors: [],
    enclosures: [],
    aliases: [],
    body: `About ${title}.`,
  }
}

/** A post to announce, named after its slug. */
export function newPost(slug: string, changes: Partial<KnownPost> = {}): Omit<KnownPost, 'seq'> {
  return {
    id: `tag:blog.example.org,2024-05-19:${slug}`,
    path: `${slug}.md`,
    slug,
    location: slug,
    title: `The ${slug}`,
    permalink: null,
    publishedAt: NOW - DAY,
    updatedAt: null,
    announcedAt: NOW,
    withdrawnAt: null,
    fingerprint: `print-${slug}`,
    bodyHash: `body-${slug}`,
    tags: ['news'],
    aliases: [],
    ...changes,
  }
}

export function planOf(changes: Partial<ScanPlan>): ScanPlan {
  const report = { new: [], edited: [], renamed: [], scheduled: [], withdrawn: [], rejected: [] }
  return { files: [], removed: [], announce: [], update: [], report, ...changes }
}

export async function takeLease(db: Db, owner = 'one'): Promise<Lease> {
  const lease = await acquireLease(db, 'publish', owner, 60_000)
  if (!lease) throw new Error('somebody holds the lease')
  return lease
}

export async function announce(db: Db, lease: Lease, ...slugs: string[]): Promise<KnownPost[]> {
  const posts = slugs.map((slug) => newPost(slug))
  await saveContents(
    db,
    posts.map(({ fingerprint, title }) => ({ fingerprint, content: contentOf(title) })),
  )
  return applyScan(db, lease, planOf({ announce: posts }))
}

export function newSubscriber(name: string, changes: Partial<NewSubscriber> = {}): NewSubscriber {
  return {
    address: `${name}@example.org`,
    addressKey: `${name}@example.org`,
    name: null,
    preferences: { cadence: 'weekly', hour: 8, weekday: 1, monthday: 1, zone: 'Europe/Berlin', topics: null },
    state: 'active',
    source: 'command line',
    cursor: 0,
    dueAt: NOW,
    now: NOW - DAY,
    ...changes,
  }
}

export async function subscribe(db: Db, name: string, changes: Partial<NewSubscriber> = {}): Promise<Subscriber> {
  const added: Added = await addSubscriber(db, newSubscriber(name, changes))
  if (added.kind !== 'added') throw new Error(`${name} was not added: ${added.kind}`)
  return added.subscriber
}

export function newEdition(key: string, posts: string[]): NewEdition {
  return {
    key,
    kind: 'digest',
    posts,
    subject: `Digest ${key}`,
    preheader: 'In short',
    html: '<p>Hello</p>',
    text: 'Hello',
    createdAt: NOW,
    messageDomain: 'example.org',
  }
}

/** Plans one edition of these posts for everybody who is due, and answers its id. */
export async function planForAll(db: Db, lease: Lease, key: string, posts: KnownPost[]): Promise<number> {
  const edition = newEdition(
    key,
    posts.map(({ id }) => id),
  )
  const cursor = Math.max(...posts.map(({ seq }) => seq))
  const decide = () => ({ edition, cursor, dueAt: NOW + 7 * DAY })
  const { planned } = await planChunk(db, lease, { now: NOW, force: false, limit: 1000, decide })
  const [first] = planned
  if (!first) throw new Error('nobody was due')
  return first.editionId
}

/** A lease, a post, an edition of it and a subscriber for each name, with a delivery that is ready. */
export async function planFor(db: Db, ...names: string[]) {
  const lease = await takeLease(db)
  const posts = await announce(db, lease, 'first')
  const subscribers: Subscriber[] = []
  for (const name of names) subscribers.push(await subscribe(db, name))
  return { lease, posts, subscribers, editionId: await planForAll(db, lease, 'one', posts) }
}
