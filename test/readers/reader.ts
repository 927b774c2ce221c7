import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A person's feed reader that is subscribed to some feeds. */
export type Reader = {
  /** Asks every feed for news. */
  reload: () => Promise<void>
  /** The titles of all entries that it took for new so far, sorted. */
  shown: () => string[]
}

/** Subscribes a reader to these feeds, and lets it read what is there. */
export type StartReader = (feeds: string[]) => Promise<Reader>

/** A folder for a program's files, removed when the test has finished. */
export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'dateline-reader-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}
