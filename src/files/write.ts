import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileError, naming } from './file-error.ts'

/**
 * Puts `content` (a text as UTF-8) into the file `path`: whatever stops the program, a reader sees the old content or the
 * new one, whole.
 * `check` reads it again before anything is written: what it throws leaves the old file as it was.
 * Missing folders are made. The file has mode 0644.
 */
export function writeIfChanged<Content extends string | Uint8Array>(
  path: string,
  content: Content,
  check: (content: Content) => void,
): 'written' | 'unchanged' {
  if (isSame(path, content)) return 'unchanged'
  try {
    check(content)
  } catch (cause) {
    throw new Error(`${path}: the new content was refused, and the file stays as it was: ${(cause as Error).message}`, {
      cause,
    })
  }
  naming(path, 'written', () => replace(path, content))
  return 'written'
}

function isSame(path: string, content: string | Uint8Array): boolean {
  try {
    const stat = statSync(path)
    if (stat.isFile() && stat.size !== Buffer.byteLength(content)) return false
    return readFileSync(path).equals(Buffer.from(content))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw fileError(path, 'read', cause)
  }
}

function replace(path: string, content: string | Uint8Array): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true })
  const temporary = join(folder, `.${basename(path)}.dateline-${process.pid}.tmp`)
  try {
    writeDurably(temporary, content, laterThan(path))
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cause
  }
  syncFolder(folder)
}

/**
 * The time that a new version of a file carries, in milliseconds: never in the same second as the version before. HTTP
 * tells versions apart by whole seconds, and a reader that asked in between would miss the second one for good.
 */
function laterThan(path: string): number {
  const before = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return Math.max(Date.now(), (Math.floor(before / 1000) + 1) * 1000)
}

function writeDurably(file: string, content: string | Uint8Array, modifiedAt: number): void {
  const fd = openSync(file, 'wx', 0o644)
  try {
    writeFileSync(fd, content)
    // The mode at opening is cut by the umask.
    fchmodSync(fd, 0o644)
    futimesSync(fd, modifiedAt / 1000, modifiedAt / 1000)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Takes away what a killed run left in a folder; not while this process writes there. */
export function removeLeftovers(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const owner = /^\..+\.dateline-(\d+)\.tmp$/.exec(name)?.[1]
    if (owner && !isOtherLiveProcess(Number(owner))) rmSync(join(folder, name), { force: true })
  }
}

/** A process of a container often has the number of the one before it: a file of our own number is a leftover too. */
function isOtherLiveProcess(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Makes the rename itself last; Windows has no such call for folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
