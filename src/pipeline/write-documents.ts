import type { App } from '../app.ts'
import type { SiteDocument } from '../feeds/document.ts'
import type { KnownPost } from '../posts/known.ts'
import { readContents } from '../store/posts.ts'
import { type DocumentDesk, openDesks } from './document-threads.ts'
import type { WrittenDocument } from './document-writer.ts'
import type { PublishOptions } from './options.ts'

/** Documents that are written and remembered together: the formats of a feed are neighbours and share their posts. */
const BATCH = 24

/** What is written down of a batch, before and after. */
export type DocumentBooks = {
  begin: (documents: SiteDocument[]) => Promise<void>
  end: (written: WrittenDocument[]) => Promise<void>
}

/**
 * Writes documents in stages, in each the first and the last ones at once where there are two processors: the posts of
 * neighbours are the same, those of the two ends are not.
 */
export async function writeDocuments(
  app: App,
  work: { documents: SiteDocument[]; posts: KnownPost[]; feedId: string },
  books: DocumentBooks,
  { signal, onProgress }: PublishOptions,
): Promise<void> {
  const { documents, feedId } = work
  const known = new Map(work.posts.map((post) => [post.id, post]))
  const entries = documents.reduce((sum, { posts }) => sum + posts.length, 0)
  const desks = openDesks(app, feedId, entries)
  let done = 0
  const serve = async (desk: DocumentDesk, next: () => SiteDocument[] | undefined) => {
    for (let batch = next(); batch; batch = next()) {
      const posts = [...new Set(batch.flatMap((document) => document.posts))].flatMap((id) => known.get(id) ?? [])
      const contents = await readContents(
        app.store.db,
        posts.map((post) => post.fingerprint),
      )
      await books.begin(batch)
      await books.end(await desk.write({ documents: batch, posts, contents }))
      done += batch.length
      onProgress?.('writing', done, documents.length)
    }
  }
  const writeStage = async (batches: SiteDocument[][]) => {
    const take = (end: 'shift' | 'pop') => (signal?.aborted ? undefined : batches[end]())
    await Promise.all(desks.map((desk, at) => serve(desk, () => take(at % 2 === 0 ? 'shift' : 'pop'))))
  }
  try {
    for (const stage of stagesOf(documents)) await writeStage(batchesOf(stage))
  } finally {
    await Promise.all(desks.map((desk) => desk.close()))
  }
}

/**
 * What is led to comes before what leads to it, so that a walk along the archive meets every post at every moment: the archive,
 * the heads, and then the feeds of tags and the lists.
 */
function stagesOf(documents: SiteDocument[]): SiteDocument[][] {
  const stages: SiteDocument[][] = [[], [], []]
  for (const document of documents) stages[stageOf(document)]?.push(document)
  return stages
}

function stageOf(document: SiteDocument): number {
  const kind = 'scope' in document ? document.scope.kind : 'list'
  if (kind === 'archive') return 0
  return kind === 'site' ? 1 : 2
}

function batchesOf(documents: SiteDocument[]): SiteDocument[][] {
  return Array.from({ length: Math.ceil(documents.length / BATCH) }, (_, at) =>
    documents.slice(at * BATCH, (at + 1) * BATCH),
  )
}
