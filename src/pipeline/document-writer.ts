import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { checkFeed } from '../feeds/check.ts'
import type { SiteDocument } from '../feeds/document.ts'
import { renderDocument } from '../feeds/render.ts'
import { stampOf } from '../files/stamp.ts'
import { writeIfChanged } from '../files/write.ts'
import { palettes } from '../mail/palette.ts'
import type { KnownPost } from '../posts/known.ts'
import type { PostContent } from '../posts/post.ts'
import type { DocumentRecord } from '../store/documents.ts'
import type { Site } from './contents.ts'
import { type EntryWithMedia, entryMaker } from './entries.ts'
import { signUpAddress } from './syndicated.ts'

/** Documents to be written, with every post of them, and what the store has kept of these. */
export type DocumentJob = { documents: SiteDocument[]; posts: KnownPost[]; contents: Map<string, PostContent> }

export type DocumentOutcome = 'written' | 'unchanged' | { failed: string }

/** What became of a document; `record` is null where its file is not as it should be. */
export type WrittenDocument = { name: string; outcome: DocumentOutcome; record: DocumentRecord | null }

/** Writes the documents of one job after the other. Needs no store, so that several threads can do it at once. */
export function documentWriter(site: Site, feedId: string) {
  const entriesOf = entryMaker(site)
  return async ({ documents, posts, contents }: DocumentJob): Promise<WrittenDocument[]> => {
    const known = new Map(posts.map((post) => [post.id, post]))
    const written: WrittenDocument[] = []
    for (const document of documents) {
      const shown = document.posts.flatMap((id) => known.get(id) ?? [])
      const entries = await entriesOf(shown, async () => new Map(contents))
      // Whoever asks for a page meanwhile is answered in between.
      await setImmediate()
      written.push(writeDocument(site, document, entries, feedId))
      await setImmediate()
    }
    return written
  }
}

/** The text of a document. */
export function documentText({ config }: Site, document: SiteDocument, entries: EntryWithMedia[], feedId: string) {
  return renderDocument(
    document,
    entries.map(({ entry }) => entry),
    { config, feedId, palettes: palettes(config.digest.color), signUp: signUpAddress(config) },
  )
}

function writeDocument(site: Site, document: SiteDocument, entries: EntryWithMedia[], feedId: string): WrittenDocument {
  const { name, key } = document
  const path = join(site.paths.public, name)
  if (name.endsWith('.html') && isForeign(path)) return { name, outcome: 'unchanged', record: null }
  try {
    const text = documentText(site, document, entries, feedId)
    const outcome = writeIfChanged(path, text, (content) => checkFeed(name, content, entries.length))
    const { size, mtimeMs } = stampOf(path)
    const media = entries.flatMap((entry) => entry.media).map(stampOf)
    return { name, outcome, record: { name, key, size, mtimeMs, media } }
  } catch (error) {
    return { name, outcome: { failed: error instanceof Error ? error.message : String(error) }, record: null }
  }
}

/** A page that somebody else put there, and that is not ours to replace. */
function isForeign(path: string): boolean {
  return existsSync(path) && !readFileSync(path, 'utf8').includes('<meta name="generator" content="Dateline">')
}
