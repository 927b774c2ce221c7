import { setImmediate } from 'node:timers/promises'
import type { App } from '../app.ts'
import { readPostText } from '../files/read.ts'
import type { WalkedFile } from '../files/walk.ts'
import { planScan } from '../posts/diff.ts'
import { contentOf, hashesOf, paragraphHashes } from '../posts/fingerprint.ts'
import type { KnownPost } from '../posts/known.ts'
import { parsePost } from '../posts/parse.ts'
import type { ScanPlan } from '../posts/plan.ts'
import { postUrl } from '../posts/post-url.ts'
import type { SeenFile } from '../posts/scan-facts.ts'
import { type KeptContent, readPosts } from '../store/posts.ts'
import { readSetting } from '../store/settings.ts'
import type { ContentsOf } from './contents.ts'
import type { FolderChanges } from './folder-changes.ts'
import { firstMailedDay } from './today.ts'
import { wantedContents } from './wanted-contents.ts'

export type ScanMeans = {
  now: number
  /** Keeps what posts say. */
  keep: (contents: KeptContent[]) => Promise<void>
  /** Reads it again, also from what this scan kept. */
  contents: ContentsOf
  onProgress?: (done: number, total: number) => void
}

const BATCH = 500

/**
 * Reads the changed files and plans what they mean. What may be mailed or stand in a feed goes to `keep`, in batches, so
 * that memory stays flat.
 */
export async function planFolder(app: App, changes: FolderChanges, means: ScanMeans): Promise<ScanPlan> {
  const { site, feeds } = app.config
  const { db } = app.store
  const wanted = wantedContents(await firstMailedDay(app, means.now), feeds.items)
  const seen: SeenFile[] = []
  for (let from = 0; from < changes.changed.length; from += BATCH) {
    for (const file of changes.changed.slice(from, from + BATCH)) {
      seen.push(readFile(app, file, wanted.offer))
      // Whoever asks for a page meanwhile is answered in between.
      await setImmediate()
    }
    await means.keep(wanted.take())
    means.onProgress?.(seen.length, changes.changed.length)
  }
  await means.keep(wanted.takeNewest())
  const known = await readPosts(db)
  return planScan({
    records: changes.records,
    known,
    seen,
    gone: changes.gone,
    now: means.now,
    host: (await readSetting(db, 'host')) ?? new URL(site.url).hostname,
    zone: site.timezone,
    address: (post) => postUrl(post, site),
    reread: changes.reread,
    paragraphs: await paragraphs(changes, known, seen, means),
  })
}

function readFile(app: App, file: WalkedFile, offer: (content: KeptContent) => void): SeenFile {
  const text = readPostText(app.paths.posts, file.path)
  if (typeof text !== 'string') return { ...file, kind: 'rejected', line: text.line, reason: text.error }
  const { timezone, language } = app.config.site
  const parsed = parsePost({ path: file.path, text }, { zone: timezone, language })
  if (parsed.kind !== 'post') return { ...file, ...parsed }
  const content = contentOf(parsed.post)
  const hashes = hashesOf(content)
  offer({ fingerprint: hashes.fingerprint, content })
  const { body: _, enclosures: __, image: ___, authors: ____, ...head } = parsed.post
  // A part of a text keeps the whole of it in memory: only a copy lets it go.
  return { ...file, kind: 'post', post: { ...(JSON.parse(JSON.stringify(head)) as typeof head), ...hashes } }
}

/** Paragraphs that tell whether a new file is a post whose file is gone; nothing is read where there are not both. */
async function paragraphs(
  { records, gone }: FolderChanges,
  known: KnownPost[],
  seen: SeenFile[],
  means: ScanMeans,
): Promise<Map<string, string[]>> {
  const owned = new Set(records.filter((record) => record.postId !== null).map((record) => record.path))
  const fresh = seen.flatMap((file) => (file.kind === 'post' && !owned.has(file.path) ? [file.post.fingerprint] : []))
  const lost = new Set(gone)
  const vanished = known.filter((post) => post.withdrawnAt !== null || lost.has(post.path))
  if (fresh.length === 0 || vanished.length === 0) return new Map()
  const contents = await means.contents([...fresh, ...vanished.map((post) => post.fingerprint)])
  return new Map([...contents].map(([fingerprint, content]) => [fingerprint, paragraphHashes(content)]))
}
