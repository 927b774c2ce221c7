import { rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from '../app.ts'
import type { SiteDocument } from '../feeds/document.ts'
import { documentsOf } from '../feeds/documents.ts'
import { feedStyle, STYLE_NAME } from '../feeds/style.ts'
import { removeLeftovers, writeIfChanged } from '../files/write.ts'
import type { KnownPost } from '../posts/known.ts'
import { transact } from '../store/db.ts'
import { type DocumentRecord, forgetDocuments, readDocuments, saveDocuments } from '../store/documents.ts'
import { fence, type Lease } from '../store/lock.ts'
import { readPosts } from '../store/posts.ts'
import { initSetting } from '../store/settings.ts'
import type { DocumentOutcome, WrittenDocument } from './document-writer.ts'
import type { PublishOptions } from './options.ts'
import { rememberPings } from './pings.ts'
import { inOrder, isFeed, isIntact, rememberState, settingsKey } from './syndicated.ts'
import { type DocumentBooks, writeDocuments } from './write-documents.ts'

/** `failed` says why a document could not be written, or is null; `left` counts those that there was no time for. */
export type FeedReport = { written: string[]; unchanged: string[]; failed: string | null; left: number }

/**
 * Writes every feed and page whose content changed, and takes away those of tags that are gone. Where one cannot be
 * written, or there is no time for it any more, the one that was good before still stands, and the next run tries again.
 * @throws LeaseLost when another run has taken over
 */
export async function syndicate(app: App, lease: Lease, options: PublishOptions): Promise<FeedReport> {
  const { db } = app.store
  const posts = await readPosts(db)
  const documents = plannedDocuments(app, posts)
  const before = new Map((await readDocuments(db)).map((record) => [record.name, record]))
  const stale = documents.filter((document) => isStale(app, document, before.get(document.name)))
  const feedId = await initSetting(db, 'feed-id', proposedFeedId(app, posts))
  const folders = [...stale.map(({ name }) => name), ...before.keys()].map((name) => dirname(name))
  for (const folder of new Set(folders)) removeLeftovers(join(app.paths.public, folder))
  const outcomes = new Map<string, DocumentOutcome>()
  const books: DocumentBooks = {
    // So that a file is never forgotten that a killed run has just begun.
    begin: (batch) =>
      saveDocuments(db, batch.filter(({ name, format }) => !before.has(name) && format !== 'html').map(unwritten)),
    end: async (written) => {
      for (const { name, outcome } of written) outcomes.set(name, outcome)
      await rememberDocuments(app, lease, written, before)
    },
  }
  await writeDocuments(app, { documents: stale, posts, feedId }, books, options)
  const looked = new Set(stale)
  for (const document of documents) if (!looked.has(document)) outcomes.set(document.name, 'unchanged')
  const report = { ...reportOf(outcomes), left: documents.length - outcomes.size }
  if (report.left > 0) return report
  await takeAway(
    app,
    [...before.keys()].filter((name) => !outcomes.has(name)),
  )
  if (report.failed === null) await finish(app)
  return report
}

function unwritten({ name }: SiteDocument): DocumentRecord {
  return { name, key: '', size: -1, mtimeMs: -1, media: [] }
}

/** Whether a document has to be looked at: its posts, its settings or its file changed. */
export function isStale(app: App, { key }: SiteDocument, record: DocumentRecord | undefined): boolean {
  return record === undefined || record.key !== key || !isIntact(app, record)
}

function reportOf(outcomes: Map<string, DocumentOutcome>): Omit<FeedReport, 'left'> {
  const named = (wanted: DocumentOutcome) =>
    [...outcomes].flatMap(([name, is]) => (is === wanted && isFeed(name) ? [name] : []))
  const failed = [...outcomes.values()].find((outcome) => typeof outcome === 'object')
  return { written: inOrder(named('written')), unchanged: inOrder(named('unchanged')), failed: failed?.failed ?? null }
}

/** Notes what stands now, and of what the hub has to be told. */
async function rememberDocuments(
  app: App,
  lease: Lease,
  written: WrittenDocument[],
  before: Map<string, DocumentRecord>,
): Promise<void> {
  const changed = written.filter((document) => isNews(document, before.get(document.name)))
  await transact(app.store.db, async (trx) => {
    await fence(trx, lease)
    await saveDocuments(
      trx,
      written.flatMap(({ record }) => record ?? []),
    )
    const names = changed.map(({ name }) => name)
    await rememberPings(
      trx,
      app.config,
      names.filter((name) => isFeed(name) && !name.startsWith('archive/')),
    )
  })
}

/** Also where the file was written by a run that was stopped before it could say so. */
function isNews({ outcome, record }: WrittenDocument, before: DocumentRecord | undefined): boolean {
  if (outcome === 'written') return true
  return record !== null && before !== undefined && record.key !== before.key && record.mtimeMs !== before.mtimeMs
}

async function finish(app: App): Promise<void> {
  writeIfChanged(
    join(app.paths.public, STYLE_NAME),
    feedStyle(app.config.digest.color, app.config.site.language),
    () => {},
  )
  await rememberState(app)
}

/** What is to lie below public/, made from these posts. */
export function plannedDocuments(app: App, posts: KnownPost[]): SiteDocument[] {
  const { items, tags, archive } = app.config.feeds
  return documentsOf(posts, { items, tags, archive, settingsKey: settingsKey(app) })
}

async function takeAway(app: App, names: string[]): Promise<void> {
  if (names.length === 0) return
  for (const name of names) rmSync(join(app.paths.public, name), { force: true })
  for (const folder of new Set(names.map((name) => dirname(name)))) removeIfEmpty(join(app.paths.public, folder))
  await forgetDocuments(app.store.db, names)
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Something else lies there, or nothing ever did.
  }
}

/** A tag URI (RFC 4151) for the feed itself, fixed when feeds are first written. */
export function proposedFeedId(app: App, posts: KnownPost[]): string {
  const oldest = posts.reduce((first, post) => Math.min(first, post.publishedAt), Date.UTC(2026, 0))
  return `tag:${new URL(app.config.site.url).hostname},${new Date(oldest).getUTCFullYear()}:feed`
}
