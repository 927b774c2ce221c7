import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Site } from './site.ts'

/** A file as it lies on disk: another version of it is another inode. */
export type LyingFile = { text: string; mtimeMs: number; inode: number }

/** Every file below public/, hidden ones too, by its path. */
export function publicTree(site: Site): Map<string, LyingFile> {
  const folder = site.path('public')
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = entries.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(files.map((name) => [name, lyingFile(join(folder, name))]))
}

function lyingFile(path: string): LyingFile {
  const { mtimeMs, ino } = statSync(path)
  return { text: readFileSync(path, 'utf8'), mtimeMs, inode: ino }
}

/** Names of the files that are not the same in both, or are not there in one of them. */
export function differing(one: Map<string, LyingFile>, other: Map<string, LyingFile>): string[] {
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].filter((name) => one.get(name)?.text !== other.get(name)?.text).sort()
}

/** Names of the files that were written, made or taken away in between, even with the same bytes. */
export function touched(before: Map<string, LyingFile>, after: Map<string, LyingFile>): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => stamp(before.get(name)) !== stamp(after.get(name))).sort()
}

function stamp(file: LyingFile | undefined): string {
  return file ? `${file.inode} ${file.mtimeMs}` : 'none'
}
