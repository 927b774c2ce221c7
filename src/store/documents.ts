import type { Db } from './db.ts'
import { tableOf } from './rows.ts'

/** A local file that went into a document, as it looked then. */
export type MediaStamp = { path: string; size: number; mtimeMs: number }

/** A document below public/ as it was written: `key` says what from, `size` and `mtimeMs` how the file looked. */
export type DocumentRecord = { name: string; key: string; size: number; mtimeMs: number; media: MediaStamp[] }

/** Every document that was written and stands. */
export async function readDocuments(db: Db): Promise<DocumentRecord[]> {
  const rows = await db
    .selectFrom('documents')
    .select(['name', 'key', 'size', 'mtime_ms as mtimeMs', 'media'])
    .execute()
  return rows.map(({ media, ...row }) => ({ ...row, media: JSON.parse(media) }))
}

/** Remembers documents once their files are written. */
export async function saveDocuments(db: Db, documents: DocumentRecord[]): Promise<void> {
  if (documents.length === 0) return
  const rows = documents.map(({ name, key, size, mtimeMs, media }) => {
    return { name, key, size, mtime_ms: mtimeMs, media: JSON.stringify(media) }
  })
  await db
    .insertInto('documents')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((eb) => ({
        key: eb.ref('excluded.key'),
        size: eb.ref('excluded.size'),
        mtime_ms: eb.ref('excluded.mtime_ms'),
        media: eb.ref('excluded.media'),
      })),
    )
    .execute()
}

export async function forgetDocuments(db: Db, names: string[]): Promise<void> {
  const table = tableOf<{ name: string }>(
    db,
    { name: 'text' },
    names.map((name) => ({ name })),
  )
  await db.deleteFrom('documents').where('name', 'in', db.selectFrom(table).select('v.name')).execute()
}
