import type { App } from '../app.ts'
import { readPostText } from '../files/read.ts'
import type { FileRecord } from '../posts/known.ts'

const SHOWN = 10

/** The files that were begun with `new` and have no words yet, from the site's folder; a marked draft is none of them. */
export function begunFiles({ paths }: App, records: FileRecord[]): string[] {
  return records
    .filter(({ state, path }) => state === 'draft' && isBegun(readPostText(paths.posts, path)))
    .map(({ path }) => `posts/${path}`)
    .toSorted()
}

/** Names them in one line, ten at most; nothing when there are none. */
export function begunLine(files: string[]): string[] {
  if (files.length === 0) return []
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : ''
  return [`Waiting for words: ${files.slice(0, SHOWN).join(', ')}${more}.`]
}

function isBegun(text: unknown): boolean {
  if (typeof text !== 'string') return false
  const [head = ''] = /^---\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/.exec(text) ?? []
  const body = text.slice(head.length)
  return !/^draft:\s*true\b/m.test(head) && /^\s*<!--/.test(body) && body.replace(/<!--.*?-->/gs, '').trim() === ''
}
