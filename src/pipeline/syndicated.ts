import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { App } from '../app.ts'
import { type FileStamp, stampOf } from '../files/stamp.ts'
import { pagesBase } from '../mail/links.ts'
import { byCodeUnit } from '../posts/order.ts'
import { type DocumentRecord, readDocuments } from '../store/documents.ts'
import { postsRevision } from '../store/posts.ts'
import { readSetting, saveSetting } from '../store/settings.ts'

/** Counts up when the same posts are to give other documents than before. */
const WRITER = '3'

const STATE = 'syndicated'

/** Hash of the settings, and the version of the program, that every document depends on. */
export function settingsKey({ config }: App): string {
  const parts = [WRITER, config.site, config.feeds, config.digest.color, signUpAddress(config)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** Where people sign up for the digest; null where they cannot by themselves. */
export function signUpAddress(config: App['config']): string | null {
  return config.subscribe.open ? `${pagesBase(config)}/subscribe` : null
}

/** What is below public/ by this program, and whether all of it is as it should be. */
export async function syndicatedState(app: App): Promise<{ current: boolean; names: string[] }> {
  const { db } = app.store
  const documents = await readDocuments(db)
  const same = (await readSetting(db, STATE)) === (await stateOf(app))
  const names = documents.map(({ name }) => name).filter(isFeed)
  return { names: inOrder(names), current: same && documents.every((document) => isIntact(app, document)) }
}

/** Whether a document is a feed, and no list of feeds. */
export function isFeed(name: string): boolean {
  return /\.(xml|json)$/.test(name)
}

/** The feeds of the whole site first, then the others by name. */
export function inOrder(names: string[]): string[] {
  const place = (name: string) => HEAD.indexOf(name) + 1 || HEAD.length + 1
  return names.toSorted((a, b) => place(a) - place(b) || byCodeUnit(a, b))
}

const HEAD = ['rss.xml', 'atom.xml', 'feed.json']

/** Remembers that every document is written for the posts and settings as they are. */
export async function rememberState(app: App): Promise<void> {
  await saveSetting(app.store.db, STATE, await stateOf(app))
}

/** True when a document's file, and the files that went into it, look as they did when it was written. */
export function isIntact(app: App, { name, size, mtimeMs, media }: DocumentRecord): boolean {
  const isSame = (one: FileStamp, other: FileStamp) => one.size === other.size && one.mtimeMs === other.mtimeMs
  const path = join(app.paths.public, name)
  return isSame({ path, size, mtimeMs }, stampOf(path)) && media.every((stamp) => isSame(stamp, stampOf(stamp.path)))
}

async function stateOf(app: App): Promise<string> {
  return `${await postsRevision(app.store.db)} ${settingsKey(app)}`
}
