import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../app.ts'
import { checkFeed } from '../feeds/check.ts'
import type { SiteDocument } from '../feeds/document.ts'
import { documentsOf } from '../feeds/documents.ts'
import { renderDocument } from '../feeds/render.ts'
import { feedStyle, STYLE_NAME } from '../feeds/style.ts'
import { stampOf } from '../files/stamp.ts'
import { writeIfChanged } from '../files/write.ts'
import { palettes } from '../mail/palette.ts'
import type { KnownPost } from '../posts/known.ts'
import { type DocumentRecord, forgetDocuments, readDocuments, saveDocuments } from '../store/documents.ts'
import { readPosts } from '../store/posts.ts'
import { initSetting } from '../store/settings.ts'
import { type EntryWithMedia, entriesOf } from './entries.ts'
import { rememberPings } from './pings.ts'
import { inOrder, isFeed, isIntact, rememberState, settingsKey } from './syndicated.ts'

/** `failed` says why a document could not be written, or is null. */
export type FeedReport = { written: string[]; unchanged: string[]; failed: string | null }

/** Documents whose records are saved in one transaction. */
const BATCH = 50

/**
 * Writes every feed and page whose content changed, and takes away those of tags that are gone. Where one cannot be
 * written, the one that was good before still stands, and the next run tries again.
 */
export async function syndicate(app: App): Promise<FeedReport> {
  const { db } = app.store
  const posts = await readPosts(db)
  const documents = plannedDocuments(app, posts)
  const before = new Map((await readDocuments(db)).map((record) => [record.name, record]))
  const stale = documents.filter((document) => isStale(app, document, before.get(document.name)))
  const outcomes = new Map(documents.map(({ name }) => [name, 'unchanged' as Outcome]))
  const means = { app, feedId: await initSetting(db, 'feed-id', proposedFeedId(app, posts)), outcomes }
  const entries = entriesOf(app, posts)
  for (let from = 0; from < stale.length; from += BATCH) {
    const records: DocumentRecord[] = []
    for (const document of stale.slice(from, from + BATCH)) {
      records.push(...writeDocument(document, await entries(document.posts), means))
    }
    await saveDocuments(db, records)
    await rememberPings(
      app,
      records
        .map(({ name }) => name)
        .filter((name) => outcomes.get(name) === 'written' && isFeed(name) && !name.startsWith('archive/')),
    )
  }
  await takeAway(
    app,
    [...before.keys()].filter((name) => !outcomes.has(name)),
  )
  const report = reportOf(outcomes)
  if (report.failed === null) await finish(app)
  return report
}

type Outcome = 'written' | 'unchanged' | { failed: string }

function isStale(app: App, { key }: SiteDocument, record: DocumentRecord | undefined): boolean {
  return record === undefined || record.key !== key || !isIntact(app, record)
}

function reportOf(outcomes: Map<string, Outcome>): FeedReport {
  const named = (wanted: Outcome) =>
    [...outcomes].flatMap(([name, is]) => (is === wanted && isFeed(name) ? [name] : []))
  const failed = [...outcomes.values()].find((outcome) => typeof outcome === 'object')
  return { written: inOrder(named('written')), unchanged: inOrder(named('unchanged')), failed: failed?.failed ?? null }
}

async function finish(app: App): Promise<void> {
  writeIfChanged(join(app.paths.public, STYLE_NAME), feedStyle(app.config.digest.color), () => {})
  await rememberState(app)
}

/** What is to lie below public/, made from these posts. */
export function plannedDocuments(app: App, posts: KnownPost[]): SiteDocument[] {
  const { items, tags, archive } = app.config.feeds
  return documentsOf(posts, { items, tags, archive, settingsKey: settingsKey(app) })
}

/** The text of a document. */
export function documentText(app: App, document: SiteDocument, entries: EntryWithMedia[], feedId: string): string {
  const site = { config: app.config, feedId, palettes: palettes(app.config.digest.color) }
  return renderDocument(
    document,
    entries.map(({ entry }) => entry),
    site,
  )
}

type Means = { app: App; feedId: string; outcomes: Map<string, Outcome> }

/** Writes one document and notes what became of it; answers its record, or nothing where it could not be written. */
function writeDocument(document: SiteDocument, entries: EntryWithMedia[], means: Means): DocumentRecord[] {
  const { app, feedId, outcomes } = means
  const { name, key } = document
  const path = join(app.paths.public, name)
  if (name.endsWith('.html') && isForeign(path)) return []
  try {
    const text = documentText(app, document, entries, feedId)
    outcomes.set(
      name,
      writeIfChanged(path, text, (bytes) => checkFeed(name, bytes, entries.length)),
    )
    const { size, mtimeMs } = stampOf(path)
    return [{ name, key, size, mtimeMs, media: entries.flatMap(({ media }) => media).map(stampOf) }]
  } catch (error) {
    outcomes.set(name, { failed: error instanceof Error ? error.message : String(error) })
    return []
  }
}

/** A page that somebody else put there, and that is not ours to replace. */
function isForeign(path: string): boolean {
  return existsSync(path) && !readFileSync(path, 'utf8').includes('<meta name="generator" content="Dateline">')
}

async function takeAway(app: App, names: string[]): Promise<void> {
  if (names.length === 0) return
  for (const name of names) rmSync(join(app.paths.public, name), { force: true })
  await forgetDocuments(app.store.db, names)
}

/** A tag URI (RFC 4151) for the feed itself, fixed when feeds are first written. */
export function proposedFeedId(app: App, posts: KnownPost[]): string {
  const oldest = posts.reduce((first, post) => Math.min(first, post.publishedAt), Date.UTC(2026, 0))
  return `tag:${new URL(app.config.site.url).host},${new Date(oldest).getUTCFullYear()}:feed`
}
