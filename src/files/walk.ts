import { type Dirent, existsSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import { naming } from './file-error.ts'
import { isInside, isPlainPath } from './inside.ts'

/** A file that may be a post. `path` is below the folder of posts, separated by "/"; `mtimeMs` is whole milliseconds. */
export type WalkedFile = { path: string; size: number; mtimeMs: number }

/**
 * The files below `dir` with the name of a text, sorted by code unit; hidden files and folders and node_modules are skipped.
 * A symlink is followed when it ends inside `root` (the site), unless its end is found without it: no file comes twice.
 * Throws when a folder cannot be read: a post that is missed must not pass for one that was withdrawn.
 */
export function walkPosts(dir: string, root: string = dirname(dir)): WalkedFile[] {
  if (!existsSync(dir)) {
    throw new Error(`${dir}: there is no such folder. Create it for the posts, or name the site with --site DIR.`)
  }
  const home = realpathSync(dir)
  const starts = new Set([home])
  const found: WalkedFile[] = []
  const links: Place[] = []
  const visit = (folder: Place) => {
    for (const entry of readFolder(folder.file)) {
      if (!isPlainPath(entry.name)) continue
      const place = { file: folder.file + sep + entry.name, path: folder.path + entry.name }
      if (entry.isSymbolicLink()) links.push(place)
      else if (entry.isFile()) addText(found, place)
      else if (entry.isDirectory() && !starts.has(place.file)) visit({ ...place, path: `${place.path}/` })
    }
  }
  visit({ file: home, path: '' })
  const site = realpathSync(root)
  const linked = new Set<string>()
  // What is linked from a linked folder joins the end of the list while it is walked.
  for (const { file, path } of links) {
    const end = linkEnd(file)
    if (!end || !isInside(end.file, site) || isInside(home, end.file)) continue
    if (linked.has(end.file) || isReached(end.file, starts)) continue
    if (end.stats.isDirectory()) {
      starts.add(end.file)
      visit({ file: end.file, path: `${path}/` })
    } else if (end.stats.isFile()) {
      linked.add(end.file)
      addText(found, { file: end.file, path })
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** `file` is where it really lies, `path` the way to it below the folder of posts. */
type Place = { file: string; path: string }

const TEXT = /\.(md|markdown|mdown|mkd|mdx|txt)$/i

function addText(found: WalkedFile[], { file, path }: Place): void {
  if (!TEXT.test(path)) return
  const stats = naming(file, 'read', () => statSync(file, { throwIfNoEntry: false }))
  if (stats) found.push({ path, size: stats.size, mtimeMs: Math.trunc(stats.mtimeMs) })
}

function readFolder(folder: string): Dirent[] {
  return naming(folder, 'read', () => readdirSync(folder, { withFileTypes: true }))
}

/** Undefined for a link that leads nowhere. */
function linkEnd(link: string): { file: string; stats: Stats } | undefined {
  try {
    return { file: realpathSync(link), stats: statSync(link) }
  } catch {
    return undefined
  }
}

function isReached(file: string, starts: Set<string>): boolean {
  return [...starts].some((start) => isInside(file, start) && isPlainPath(relative(start, file)))
}
