import PostalMime from 'postal-mime'
import type { App } from '../app.ts'
import { choosePosts } from '../digests/choose.ts'
import type { EditionKind } from '../digests/edition.ts'
import type { LetterKind } from '../mail/render-letter.ts'
import type { KnownPost } from '../posts/known.ts'
import { lastSeq } from '../store/posts.ts'
import { lowestCursor } from '../store/subscribers.ts'
import { contentsOfPosts } from './contents.ts'
import { foreseeScan } from './forecast.ts'
import { sampleLetter, sampleMessage, samplePost } from './sample-edition.ts'
import { firstMailedDay } from './today.ts'

export type ComingMessage = {
  raw: Buffer
  html: string
  text: string
  /** What it shows, and why. */
  note: string
}

/** Posts in a preview that has to make do with what was mailed already. */
const NEWEST = 10

/** The next message of a kind: the coming digest, or what somebody gets who signs up, or moves, now. */
export function comingOf(app: App, kind: EditionKind): Promise<ComingMessage> {
  return kind === 'digest' ? comingMessage(app) : comingLetter(app, kind)
}

/** The message that the next digest will be, of posts already in the folder, for a reader of all topics. */
export async function comingMessage(app: App): Promise<ComingMessage> {
  const now = app.clock()
  const { posts, contents } = await foreseeScan(app, now)
  const log = posts.toSorted((a, b) => a.seq - b.seq)
  const cursor = (await lowestCursor(app.store.db)) ?? (await lastSeq(app.store.db))
  const waiting = choosePosts(log, { cursor, topics: null }, await firstMailedDay(app, now))
  const newest = choosePosts(log, { cursor: 0, topics: null }, Number.NEGATIVE_INFINITY).slice(0, NEWEST)
  const { shown, note } = choice(waiting, newest)
  if (shown.length === 0) {
    const sample = samplePost(now)
    return render(app, [sample.known], new Map([[sample.known.fingerprint, sample.content]]), note)
  }
  return render(app, shown, await contentsOfPosts(app, shown, contents), note)
}

function choice(waiting: KnownPost[], newest: KnownPost[]): { shown: KnownPost[]; note: string } {
  if (waiting.length > 0)
    return {
      shown: waiting,
      note: `The coming digest, with ${waiting.length} post${waiting.length === 1 ? '' : 's'} waiting to be mailed.`,
    }
  if (newest.length > 0)
    return { shown: newest, note: 'No post waits to be mailed: this shows the newest ones instead.' }
  return { shown: [], note: 'There is no post yet: this shows a made-up one.' }
}

const NOTES: Record<LetterKind, string> = {
  confirmation: 'The mail that asks whether a sign-up was meant.',
  welcome: 'The first mail to a new subscriber.',
  address: 'The mail that asks to confirm a new address.',
}

async function comingLetter(app: App, kind: LetterKind): Promise<ComingMessage> {
  return partsOf(await sampleLetter(app, kind), NOTES[kind])
}

async function render(app: App, posts: KnownPost[], contents: Parameters<typeof sampleMessage>[2], note: string) {
  return partsOf(await sampleMessage(app, posts, contents), note)
}

async function partsOf({ raw }: { raw: Buffer }, note: string): Promise<ComingMessage> {
  const { html = '', text = '' } = await PostalMime.parse(raw)
  return { raw, html, text, note }
}
