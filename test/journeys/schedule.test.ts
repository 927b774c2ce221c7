import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { dueAfterChange } from '../../src/digests/due-after-change.ts'
import { nextDue } from '../../src/digests/schedule.ts'
import { compose } from '../../src/pipeline/compose.ts'
import { stopEditionsWith } from '../../src/store/editions.ts'
import type { Lease } from '../../src/store/lock.ts'
import { applyScan, lastSeq, readPosts, saveContents } from '../../src/store/posts.ts'
import { changePreferences, findSubscriber, unsubscribe } from '../../src/store/subscribers.ts'
import type { Preferences } from '../../src/subscribers/subscriber.ts'
import { contentOf, newPost, planOf, subscribe, takeLease } from '../support/ledger.ts'
import { NaiveReader, SCHEDULE } from '../support/naive-digests.ts'
import { Clock, CONFIG, makeSite } from '../support/site.ts'

const HOUR = 3_600_000
const END = Date.UTC(2024, 11, 31)
const READERS = 24
const ZONES = [
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Pacific/Chatham',
  'UTC',
]
const TAGS = ['go', 'rust', 'travel']
const CADENCES = ['instant', 'daily', 'weekly', 'monthly', 'site'] as const

/** Chances that a seed decides. */
function chances(seed: number) {
  let state = seed >>> 0
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const upTo = (count: number) => Math.floor(random() * count)
  const oneOf = <T>(list: readonly T[]): T => list[upTo(list.length)] as T
  return { upTo, oneOf, isOneIn: (count: number) => upTo(count) === 0 }
}

type Chances = ReturnType<typeof chances>

function topicsOf({ isOneIn }: Chances): string[] | null {
  const chosen = TAGS.filter(() => isOneIn(2))
  return chosen.length === 0 ? null : chosen
}

function preferencesOf(by: Chances): Preferences {
  const times = {
    hour: by.oneOf([0, 1, 2, 3, 8, 20, 23]),
    weekday: 1 + by.upTo(7),
    monthday: by.oneOf([1, 15, 29, 31]),
  }
  return { cadence: by.oneOf(CADENCES), ...times, zone: by.oneOf(ZONES), topics: topicsOf(by) }
}

type Reader = { id: number; naive: NaiveReader }
type World = { app: App; clock: Clock; lease: Lease; by: Chances; readers: Reader[]; posts: string[]; count: number }

async function worldOf(seed: number): Promise<World> {
  const site = makeSite()
  site.write('config/dateline.yaml', CONFIG.replace('digest:', `digest:\n  schedule: "${SCHEDULE}"`))
  site.write(
    'emails/digest.mjml',
    '<mjml><mj-body><mj-section><mj-column><mj-text><a href="{{ reader.unsubscribe }}">Leave</a></mj-text></mj-column></mj-section></mj-body></mjml>',
  )
  const clock = new Clock('2024-01-01T00:00')
  const app = await site.open(clock, {}, { memory: 'none' })
  const lease = await takeLease(app.store.db)
  return { app, clock, lease, by: chances(seed), readers: [], posts: [], count: 0 }
}

async function join({ app, clock, by, readers }: World): Promise<void> {
  const { db } = app.store
  const preferences = preferencesOf(by)
  const dueAt = nextDue(preferences, clock.now, SCHEDULE)
  const given = { preferences, dueAt, cursor: await lastSeq(db), now: clock.now }
  const { id } = await subscribe(db, `reader-${readers.length}`, given)
  readers.push({ id, naive: new NaiveReader(preferences, clock.now) })
}

async function change({ app, clock, by, readers }: World): Promise<void> {
  const { db } = app.store
  const { id, naive } = by.oneOf(readers)
  const before = await findSubscriber(db, id)
  if (before?.state !== 'active') return
  const isAboutTopics = by.isOneIn(3)
  const pausedUntil = by.isOneIn(3) ? clock.now + by.upTo(20 * 24) * HOUR : 0
  const after = isAboutTopics
    ? { ...before, topics: topicsOf(by) }
    : { ...preferencesOf(by), pausedUntil: pausedUntil || null }
  await changePreferences(db, id, after, dueAfterChange(before, after, clock.now, SCHEDULE))
  if (isAboutTopics) naive.changeTopics(after.topics)
  else naive.change(after, pausedUntil, clock.now)
}

async function leave({ app, clock, by, readers }: World): Promise<void> {
  const { id, naive } = by.oneOf(readers)
  await unsubscribe(app.store.db, { subscriberId: id, reason: 'one-click', now: clock.now })
  naive.leave()
}

async function announce(world: World): Promise<void> {
  const { app, lease, by, readers, posts, clock } = world
  const slug = `post-${++world.count}`
  const post = newPost(slug, { tags: topicsOf(by) ?? [], publishedAt: clock.now, announcedAt: clock.now })
  await saveContents(app.store.db, [{ fingerprint: post.fingerprint, content: contentOf(slug) }])
  await applyScan(app.store.db, lease, planOf({ announce: [post] }))
  posts.push(post.id)
  for (const { naive } of readers) naive.announce(post)
}

async function withdraw({ app, lease, by, readers, posts, clock }: World): Promise<void> {
  const { db } = app.store
  const id = posts.at(-1 - by.upTo(3))
  const post = (await readPosts(db)).find((known) => known.id === id)
  if (!post || post.withdrawnAt !== null) return
  await stopEditionsWith(db, post.id, clock.now)
  await applyScan(db, lease, planOf({ update: [{ ...post, withdrawnAt: clock.now }] }))
  for (const { naive } of readers) naive.withdraw(post.id)
}

/** One run of the program, whose mail all arrives. */
async function tick({ app, lease, by, readers, clock }: World): Promise<void> {
  const force = by.isOneIn(150)
  await compose(app, lease, { now: clock.now, force })
  await app.store.db.updateTable('deliveries').set({ state: 'accepted' }).where('state', '=', 'ready').execute()
  for (const { naive } of readers) naive.look(clock.now, force)
}

async function digestsOf({ app }: World, id: number): Promise<{ at: number; posts: string[] }[]> {
  const rows = await app.store.db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['planned_at as at', 'posts'])
    .where('subscriber_id', '=', id)
    .orderBy('deliveries.id')
    .execute()
  return rows.map(({ at, posts }) => ({ at, posts: (JSON.parse(posts) as string[]).sort() }))
}

/** A year in which the program runs every few hours, and sometimes not for days, while people come, choose and leave. */
async function year(seed: number): Promise<World> {
  const world = await worldOf(seed)
  const { by, clock } = world
  for (let n = 0; n < READERS; n++) await join(world)
  while (clock.now < END) {
    clock.now += by.isOneIn(60) ? by.upTo(4 * 24) * HOUR : (1 + by.upTo(24)) * (HOUR / 2)
    if (by.isOneIn(12)) await announce(world)
    if (by.isOneIn(60)) await withdraw(world)
    if (by.isOneIn(5)) await change(world)
    if (by.isOneIn(100)) await leave(world)
    if (by.isOneIn(60)) await join(world)
    if (!by.isOneIn(8)) await tick(world)
  }
  return world
}

it('brings everybody each post that they want once, in the digest that they chose, over any year', async () => {
  let mailed = 0
  await fc.assert(
    fc.asyncProperty(fc.noShrink(fc.integer({ min: 0, max: 2 ** 32 - 1 })), async (seed) => {
      const world = await year(seed)
      for (const { id, naive } of world.readers) {
        const digests = await digestsOf(world, id)
        expect(digests).toEqual(naive.digests)
        const posts = digests.flatMap((digest) => digest.posts)
        expect(new Set(posts).size).toBe(posts.length)
        mailed += digests.length
      }
    }),
    { numRuns: 1 },
  )
  expect(mailed).toBeGreaterThan(200)
})
