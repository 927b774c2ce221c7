import { statSync } from 'node:fs'

/** Size and time of a file; -1 for one that is not there. */
export type FileStamp = { path: string; size: number; mtimeMs: number }

/** What a look at a file, without reading it, tells of its state. */
export function stampOf(path: string): FileStamp {
  const stat = statSync(path, { throwIfNoEntry: false })
  return { path, size: stat?.size ?? -1, mtimeMs: stat ? Math.trunc(stat.mtimeMs) : -1 }
}
