import { readFileSync } from 'node:fs'

const LOOK_MS = 500

/**
 * Calls `gone` once npm, which started this program through a shell, has ended: npm does not hand a signal on to it, and
 * it must not run on as an orphan. Only where /proc tells who a shell's parent is; elsewhere only the shell is watched.
 */
export function watchNpm(gone: () => void): NodeJS.Timeout {
  const shell = process.ppid
  const npm = parentOf(shell)
  return setInterval(() => {
    if (process.ppid !== shell || parentOf(shell) !== npm) gone()
  }, LOOK_MS).unref()
}

function parentOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8').match(/^PPid:\s*(\d+)/m)?.[1]
  } catch {
    return undefined
  }
}
