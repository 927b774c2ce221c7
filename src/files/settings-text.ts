import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileError } from './file-error.ts'
import { readText } from './read.ts'

/** Whether a file or folder is there; throws, with place and fix, where that cannot be told. */
export function isThere(path: string): boolean {
  try {
    statSync(path)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw fileError(path, 'read', cause)
  }
}

/** The text of a file of settings in UTF-8 or UTF-16. Throws, with `place`, line and fix, when it cannot be read. */
export function settingsText(file: string, place: string): string {
  const text = readText(file)
  if (typeof text === 'string') return text
  throw new Error(`${place}${text.line === null ? '' : `:${text.line}`}: ${text.error}`)
}

/** The file with the same name and another ending that stands where `file` is missing. */
export function otherEnding(file: string, name: RegExp): string | undefined {
  const folder = dirname(file)
  const near = existsSync(folder) ? readdirSync(folder).find((entry) => name.test(entry)) : undefined
  return near && join(folder, near)
}
