import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { naming } from './file-error.ts'

/** Makes a folder that only its owner may open; one that is there stays as it is. */
function makePrivateFolder(folder: string): void {
  naming(folder, 'written', () => mkdirSync(folder, { recursive: true, mode: 0o700 }))
}

/** Sees to it that a file is there, with its folder; a new one is empty, and only its owner may read it. */
export function touchPrivateFile(file: string): void {
  if (existsSync(file)) return
  makePrivateFolder(dirname(file))
  naming(file, 'written', () => closeSync(openSync(file, 'a', 0o600)))
}

/**
 * The secret of 256 random bits that a file holds. Where there is none, a new one, which is kept when `keep` says so: the
 * same for every process that starts at this moment.
 */
export function secretAt(file: string, keep: boolean): string {
  const kept = read(file)
  if (kept !== null) return kept
  const secret = randomBytes(32).toString('base64url')
  if (!keep) return secret
  makePrivateFolder(dirname(file))
  naming(file, 'written', () => putWhole(file, `${secret}\n`))
  return read(file) ?? secret
}

function read(file: string): string | null {
  return existsSync(file) ? naming(file, 'read', () => readFileSync(file, 'utf8')).trim() : null
}

/** Linked only when it is whole: another process never reads half a secret. */
function putWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true })
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
