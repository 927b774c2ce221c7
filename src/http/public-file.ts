import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isInside, isPlainPath } from '../files/inside.ts'

/** A file as it was read: its bytes and the hash of them are of one moment. */
export type PublicFile = { bytes: Buffer; hash: string; modifiedAt: number }

const MOST = 200

/**
 * Reads regular files below a folder, and keeps them in memory for as long as size and time of change stay the same.
 * Hidden files, symlinks that lead out of the folder and anything that is no regular file are not there: null.
 */
export function publicFiles(folder: string): (path: string) => Promise<PublicFile | null> {
  const kept = new Map<string, { stamp: string; file: PublicFile }>()
  return async (path) => {
    const real = await realPathOf(folder, path)
    if (real === null) return null
    const { size, mtimeMs, ino } = await stat(real)
    const stamp = `${size} ${mtimeMs} ${ino}`
    const known = kept.get(real)
    if (known?.stamp === stamp) return known.file
    const bytes = await readFile(real)
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    const file = { bytes, hash, modifiedAt: Math.floor(mtimeMs / 1000) * 1000 }
    if (kept.size >= MOST) kept.clear()
    if (bytes.length === size) kept.set(real, { stamp, file })
    return file
  }
}

async function realPathOf(folder: string, path: string): Promise<string | null> {
  if (path === '' || path.includes('\0') || path.includes('\\') || !isPlainPath(path)) return null
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))])
    return isInside(real, root) && (await stat(real)).isFile() ? real : null
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return null
    throw error
  }
}
