import type { App } from '../app.ts'
import { choosePosts } from '../digests/choose.ts'
import { firstMailedDay } from '../pipeline/today.ts'
import type { KnownPost } from '../posts/known.ts'
import { type Passed, readPassed } from '../store/passed-posts.ts'
import { postsAfter } from '../store/posts.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { timeIn } from './deliveries-words.ts'
import { plural } from './words.ts'

/** What an active subscriber gets next. Times are milliseconds. */
export type NextDigest = {
  dueAt: number
  pausedUntil: number | null
  /** Titles of the posts that it would hold now, newest first. */
  posts: string[]
  /** Posts that were announced since their last digest, or since they came, whatever their topics. */
  announced: number
  /** Of those, posts that are older than the first day that is mailed. */
  tooOld: number
  /** Of those, posts of their topics that were passed over, as they had other topics then. */
  passedOver: number
  /** Of those, posts that were passed over after a backup was put back, and when that was. */
  mayHaveGone: { posts: number; at: number } | null
}

/**
 * Looks at the announcement log from where the subscriber stands, as the plan of their next digest does, and at what was
 * passed over since their last digest was planned.
 */
export async function nextDigest(app: App, subscriber: Subscriber, lastPlannedAt: number | null): Promise<NextDigest> {
  const { cursor, topics, dueAt, pausedUntil, createdAt } = subscriber
  const now = app.clock()
  const since = await firstMailedDay(app, now)
  const log = await postsAfter(app.store.db, 0)
  const isNews = ({ announcedAt }: KnownPost) =>
    lastPlannedAt === null ? announcedAt >= createdAt : announcedAt > lastPlannedAt
  const news = log.filter((post) => isNews(post) || post.seq > cursor)
  const posts = choosePosts(log, { cursor, topics }, since)
  const passed = choosePosts(news, { cursor: 0, topics }, since).filter(({ seq }) => seq <= cursor)
  return {
    dueAt,
    pausedUntil: pausedUntil !== null && pausedUntil > now ? pausedUntil : null,
    posts: posts.map(({ title }) => title),
    announced: news.length,
    tooOld: news.filter(({ publishedAt }) => publishedAt < since).length,
    passedOver: passed.length,
    mayHaveGone: mayHaveGone(passed, await readPassed(app.store.db)),
  }
}

function mayHaveGone(posts: KnownPost[], skip: Passed | null): NextDigest['mayHaveGone'] {
  const among = skip ? posts.filter(({ seq }) => seq <= skip.seq).length : 0
  return skip && among > 0 ? { posts: among, at: skip.at } : null
}

/** Why nothing newer has gone out, as a sentence. `isStopped`: the next run mails nothing. */
export function nextSentence(
  app: App,
  { topics }: Pick<Subscriber, 'topics'>,
  next: NextDigest,
  isStopped: boolean,
): string {
  const time = timeIn(app)
  const { posts, dueAt, pausedUntil } = next
  if (posts.length === 0) return nothingNew(app, topics, next)
  const held = `${plural(posts.length, 'new post')} ${posts.length === 1 ? 'waits' : 'wait'} for their next digest`
  if (pausedUntil !== null) return `${held}: they have paused it until ${time(pausedUntil)}.`
  if (dueAt > app.clock()) return `${held}, which is not due before ${time(dueAt)}.`
  return `${held}, which is due${isStopped ? '.' : ': the next run sends it.'}`
}

function nothingNew(app: App, topics: string[] | null, next: NextDigest): string {
  const { announced, tooOld, passedOver, mayHaveGone } = next
  if (announced === 0) return 'No post was announced since.'
  const fresh = announced - tooOld
  if (fresh === 0)
    return `What was announced since (${plural(tooOld, 'post')}) is older than the first day that is mailed.`
  if (mayHaveGone) {
    const which = `${plural(mayHaveGone.posts, 'post')} announced since ${mayHaveGone.posts === 1 ? 'was' : 'were'}`
    return `${which} passed over ${timeIn(app)(mayHaveGone.at)}, after a backup was put back: nobody knows whether they got that before.`
  }
  if (passedOver > 0)
    return `What was announced since (${plural(fresh, 'post')}) was not theirs to get when it was due.`
  return `Of ${plural(fresh, 'post')} announced since, none is ${topics ? `about ${topics.join(', ')}` : 'for them'}.`
}
