const FIXES: Record<string, string> = {
  ENOENT: 'it does not exist. Create it.',
  EACCES: 'this user may not. Change its owner or its mode.',
  EPERM: 'this user may not. Change its owner or its mode.',
  EROFS: 'its disk is read-only. Mount it for writing.',
  ENOSPC: 'the disk is full. Free some space, then run again.',
  EDQUOT: "this user's share of the disk is used up. Free some space, then run again.",
  EISDIR: 'it is a folder. Move the folder away.',
  ENOTDIR: 'a part of its path is a file. Move that file away.',
  EEXIST: 'a file stands where a folder belongs. Move that file away.',
  ELOOP: 'it is a symlink that leads back to itself. Remove it.',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n).',
  EIO: 'the disk failed. Check it, then run again.',
}

/** One line: what could not be done, the system's code, and the fix. */
export function fileReason(act: 'read' | 'written', cause: unknown): string {
  const { code = 'error', message } = cause as NodeJS.ErrnoException
  return `cannot be ${act} (${code}): ${FIXES[code] ?? message}`
}

/** A `fileReason` with its place in front. */
export function fileError(place: string, act: 'read' | 'written', cause: unknown): Error {
  return new Error(`${place}: ${fileReason(act, cause)}`, { cause })
}

/** What `act` gives; what the file system throws becomes a `fileError`. */
export function naming<T>(place: string, verb: 'read' | 'written', act: () => T): T {
  try {
    return act()
  } catch (cause) {
    throw fileError(place, verb, cause)
  }
}
