import type { App } from '../app.ts'
import type { WalkedFile } from '../files/walk.ts'
import type { FileRecord } from '../posts/known.ts'
import { readSetting } from '../store/settings.ts'

/** Counts up when the same file is to be read as another post than before. */
const READER = '1'

/** What became of the folder since the last scan, without a file having been read. */
export type FolderChanges = {
  records: FileRecord[]
  changed: WalkedFile[]
  gone: string[]
  reread: boolean
  readingKey: string
}

/** Compares what lies in posts/ with what was there at the last scan. */
export async function folderChanges(
  app: App,
  files: WalkedFile[],
  records: FileRecord[],
  when: { now: number; settleMs: number },
): Promise<FolderChanges> {
  const { timezone, language } = app.config.site
  const readingKey = [READER, timezone, language].join(' ')
  const reread = ((await readSetting(app.store.db, 'reading')) ?? readingKey) !== readingKey
  const byPath = new Map(records.map((record) => [record.path, record]))
  const touched = reread ? files : files.filter((file) => isChanged(file, byPath.get(file.path), when.now))
  const changed = touched.filter((file) => Date.now() - file.mtimeMs >= when.settleMs)
  const present = new Set(files.map((file) => file.path))
  const settled = changed.length === touched.length
  const gone = settled ? records.filter((record) => !present.has(record.path)).map((record) => record.path) : []
  if (!reread && changed.length + gone.length > 0) changed.push(...rejectedBefore(files, byPath, changed))
  return { records, changed, gone, reread, readingKey }
}

function isChanged(file: WalkedFile, record: FileRecord | undefined, now: number): boolean {
  if (!record || record.size !== file.size || record.mtimeMs !== file.mtimeMs) return true
  return record.publishAt !== null && record.publishAt <= now
}

/** A file refused because of another one may be right once that one has changed. */
function rejectedBefore(files: WalkedFile[], records: Map<string, FileRecord>, changed: WalkedFile[]): WalkedFile[] {
  const taken = new Set(changed)
  return files.filter((file) => records.get(file.path)?.state === 'rejected' && !taken.has(file))
}
