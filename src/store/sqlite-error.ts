import { StoreError } from './errors.ts'

const BUSY = 5

/** What to do about the errors of SQLite that are no fault of a statement, by their primary result code. */
const FIXES: Record<number, string> = {
  3: 'cannot be opened. Give the user that runs Dateline the right to read and write it and its folder.',
  [BUSY]: 'is held by another program. End that program, or wait for it, and run again.',
  6: 'is held by another program. End that program, or wait for it, and run again.',
  8: 'cannot be written. Give the user that runs Dateline the right to write it and its folder.',
  10: 'could not be read or written by the disk. Check the disk; the next run carries on where this one stood.',
  11: 'is damaged, and nothing was sent. Put a backup of it back in its place.',
  13: 'has no room left on its disk. Make room; the next run carries on where this one stood.',
  14: 'cannot be opened. Is its folder there, and may the user that runs Dateline write to it?',
  26: 'is no database, or a damaged one, and nothing was sent. Put a backup of it back in its place.',
}

const FOLDER_CODES = new Set(['EACCES', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS', 'ENOSPC', 'ENAMETOOLONG'])

/** The error as one that names file and fix, or undefined when a statement of ours is at fault. */
export function sqliteError(error: unknown, file: string): StoreError | undefined {
  const { code, errcode, message } = error as { code?: string; errcode?: number; message?: string }
  if (code === 'ERR_SQLITE_ERROR') {
    const fix = FIXES[primary(errcode)]
    return fix === undefined ? undefined : new StoreError(`${file}: ${fix} (SQLite: ${message})`, { cause: error })
  }
  if (!FOLDER_CODES.has(code ?? '')) return undefined
  return new StoreError(`${file}: its folder cannot be made (${code}). Create it, and let Dateline write to it.`, {
    cause: error,
  })
}

export function isBusy(error: unknown): boolean {
  return primary((error as { errcode?: number }).errcode) === BUSY
}

function primary(code: number | undefined): number {
  return (code ?? 0) & 0xff
}
