import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { isInside, isPlainPath } from './inside.ts'
import { HEAD_BYTES, mediaType } from './media-type.ts'

/** `path` is absolute, without symlinks; `length` in bytes; `type` a MIME type. */
export type LocalMedia = { path: string; length: number; type: string }

/**
 * The file that the post at `postPath` (below `root`/posts) names with `src`: beside the
 * post, below posts/, or, where `src` opens with a slash, in public/, static/ or assets/. Percent signs and a query may stand
 * in `src`. Undefined when there is no such file inside the site, which `root` is the folder of.
 */
export function localMedia(root: string, postPath: string, src: string): LocalMedia | undefined {
  if (ELSEWHERE.test(src)) return undefined
  for (const file of candidates(root, postPath, src.replace(/[?#].*$/s, ''))) {
    const measured = measure(root, file)
    if (measured) return measured
  }
  return undefined
}

/** A scheme or a host. */
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i
const SERVED = ['public', 'static', 'assets', 'posts']
const PRIVATE = ['data', 'config']

function candidates(root: string, postPath: string, src: string): string[] {
  return [decoded(src), src].flatMap((path) => {
    if (!path.startsWith('/')) return [join(root, 'posts', dirname(postPath), path), join(root, 'posts', path)]
    const below = SERVED.map((folder) => join(root, folder, path))
    return SERVED.includes(path.split('/')[1]!) ? [...below, join(root, path)] : below
  })
}

function decoded(src: string): string {
  try {
    return decodeURIComponent(src)
  } catch {
    return src
  }
}

function measure(root: string, file: string): LocalMedia | undefined {
  try {
    const path = realpathSync(file)
    return isPublishable(root, path) ? readHead(path) : undefined
  } catch {
    return undefined
  }
}

function isPublishable(root: string, file: string): boolean {
  return [realpathSync(root), realpathSync(join(root, 'posts'))].some((folder) => {
    const path = relative(folder, file)
    return isInside(file, folder) && isPlainPath(path) && !PRIVATE.includes(path.split(sep)[0]!)
  })
}

function readHead(path: string): LocalMedia | undefined {
  const fd = openSync(path, 'r')
  try {
    const stats = fstatSync(fd)
    if (!stats.isFile()) return undefined
    const head = Buffer.alloc(HEAD_BYTES)
    const read = readSync(fd, head)
    return { path, length: stats.size, type: mediaType(path, head.subarray(0, read)) }
  } finally {
    closeSync(fd)
  }
}
