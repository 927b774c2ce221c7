import { createHash } from 'node:crypto'
import type { App } from '../app.ts'
import { choosePosts } from '../digests/choose.ts'
import type { DigestPost } from '../digests/edition.ts'
import { nextDue } from '../digests/schedule.ts'
import { senderDomain } from '../mail/mailbox.ts'
import type { KnownPost } from '../posts/known.ts'
import type { PostContent } from '../posts/post.ts'
import { postUrl } from '../posts/post-url.ts'
import { type DueGroup, dueGroups, type NewEdition, type Place, planChunk } from '../store/compose.ts'
import type { Lease } from '../store/lock.ts'
import { lastSeq, postsAfter, readContents } from '../store/posts.ts'
import { holdsOf, type Wanted } from './budget.ts'
import { contentsOfPosts } from './contents.ts'
import { inPieces } from './in-pieces.ts'
import type { PublishOptions } from './options.ts'
import { EditionFault } from './refusal.ts'
import { renderDigest } from './render.ts'
import { firstMailedDay } from './today.ts'

export type EditionSummary = { id: number; subject: string; posts: string[]; subscribers: number }

export type ComposeOptions = {
  now: number
  force: boolean
  /** Ends planning early; the next run goes on. */
  signal?: PublishOptions['signal'] | undefined
  onProgress?: PublishOptions['onProgress'] | undefined
}

/**
 * Puts every due post into an edition for every subscriber whose digest is due, exactly once: the edition, its rows
 * in the ledger and the cursors move in one transaction for each chunk of subscribers. An edition that is out of proportion,
 * or for which the budget has no room, is planned all the same, and held.
 * @returns the editions that gained subscribers
 */
export async function compose(
  app: App,
  lease: Lease,
  { signal, onProgress, ...options }: ComposeOptions,
): Promise<EditionSummary[]> {
  const { db } = app.store
  const last = await lastSeq(db)
  const groups = await dueGroups(db, { ...options, lastSeq: last })
  if (groups.length === 0) return []
  const log = await postsAfter(db, Math.min(...groups.map((group) => group.cursor)))
  const plan = await planEditions(app, log, groups, options.now, (posts) =>
    contentsOfPosts(app, posts, (fingerprints) => readContents(db, fingerprints)),
  )
  const holds = await holdsOf(app, wantedBy(plan, groups), options.now)
  const planned = new Map<number, EditionSummary>()
  const total = groups.reduce((sum, { count }) => sum + count, 0)
  let done = 0
  await inPieces(signal, async (limit, after: Place | undefined) => {
    const chunk = await planChunk(db, lease, {
      ...options,
      lastSeq: last,
      ...(after && { after }),
      limit,
      holds,
      decide: ({ cursor, topics, preferences }) => {
        const edition = plan.get(groupKey({ cursor, topics }))
        if (edition === undefined) return null
        const dueAt =
          preferences.cadence === 'instant'
            ? options.now
            : nextDue(preferences, options.now, app.config.digest.schedule)
        return { edition, cursor: last, dueAt }
      },
    })
    for (const { editionId, key, count } of chunk.planned) {
      const edition = [...plan.values()].find((candidate) => candidate?.key === key)
      const before = planned.get(editionId)?.subscribers ?? 0
      if (edition) {
        const { subject, posts } = edition
        planned.set(editionId, { id: editionId, subject, posts, subscribers: before + count })
      }
    }
    done += chunk.moved
    onProgress?.('planning', Math.min(done, total), total)
    return chunk.next
  })
  for (const { id, subject, subscribers } of planned.values())
    app.log.info({ edition: id, subject, subscribers }, 'edition planned')
  return [...planned.values()]
}

/** For each kind of due subscriber their edition, or null where no post waits for them. */
export async function planEditions(
  app: App,
  log: KnownPost[],
  groups: DueGroup[],
  now: number,
  contents: (posts: KnownPost[]) => Promise<Map<string, PostContent>>,
): Promise<Map<string, NewEdition | null>> {
  const since = await firstMailedDay(app, now)
  const rendered = new Map<string, NewEdition>()
  const plan = new Map<string, NewEdition | null>()
  for (const group of groups) {
    const topics = group.topics === null ? null : (JSON.parse(group.topics) as string[])
    const posts = choosePosts(log, { cursor: group.cursor, topics }, since)
    const key = posts.map((post) => post.id).join(' ')
    if (posts.length > 0 && !rendered.has(key)) rendered.set(key, await freeze(app, posts, await contents(posts), now))
    plan.set(groupKey(group), rendered.get(key) ?? null)
  }
  return plan
}

/** Each edition of the plan with the number of subscribers that it gains. */
export function wantedBy(plan: Map<string, NewEdition | null>, groups: DueGroup[]): Wanted[] {
  const wanted = new Map<string, Wanted>()
  for (const group of groups) {
    const edition = plan.get(groupKey(group))
    if (!edition) continue
    const before = wanted.get(edition.key)?.subscribers ?? 0
    wanted.set(edition.key, { edition, subscribers: before + group.count })
  }
  return [...wanted.values()]
}

export function groupKey({ cursor, topics }: { cursor: number; topics: string | null }): string {
  return `${cursor} ${topics ?? ''}`
}

/** Renders and freezes the edition of these posts, newest first. The same content has the same key. */
export async function freeze(
  app: App,
  posts: KnownPost[],
  contents: Map<string, PostContent>,
  now: number,
): Promise<NewEdition> {
  const digestPosts: DigestPost[] = posts.flatMap((known) => {
    const content = contents.get(known.fingerprint)
    return content ? [{ known, content, url: postUrl(known, app.config.site) }] : []
  })
  const text = await orFault(() => renderDigest(app, digestPosts))
  const messageDomain = await orFault(async () => senderDomain(app.config))
  const ids = digestPosts.map(({ known }) => known.id)
  const key = createHash('sha256')
    .update(JSON.stringify([ids, text]))
    .digest('base64url')
  return { ...text, kind: 'digest', key, posts: ids, createdAt: now, messageDomain }
}

async function orFault<Part>(make: () => Promise<Part>): Promise<Part> {
  try {
    return await make()
  } catch (error) {
    throw new EditionFault(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
