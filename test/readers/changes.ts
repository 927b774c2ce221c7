import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ServedSite } from '../support/served-site.ts'
import { post, Site } from '../support/site.ts'

const DATE = '2026-04-30'
const TEXT = 'Nothing broke, and nobody called.\n\nWe cleaned the alerts that nobody believes any more.\n'

const OTHER = 'other.md'

/** Two posts, of which the first is the one that changes. */
export const POSTS = {
  'posts/quiet.md': post('A quiet week', DATE, TEXT),
  [`posts/${OTHER}`]: post('Another week', '2026-04-20'),
}

/** Something that happens to a site whose posts stay the same ones. `feeds`: whether their bytes change. */
export type Change = { name: string; feeds: 'changed' | 'same'; make: (served: ServedSite) => unknown }

/** They may be made alone or one after the other. */
export const CHANGES: Change[] = [
  { name: 'a new title', feeds: 'changed', make: ({ site }) => write(site, 'A week without noise', TEXT) },
  { name: 'another slug', feeds: 'changed', make: ({ site }) => write(site, 'A quiet week', TEXT, 'slug: calm\n') },
  { name: 'an edit', feeds: 'changed', make: ({ site }) => write(site, 'A quiet week', `${TEXT}\nOne was right.\n`) },
  { name: 'another file name', feeds: 'changed', make: ({ site }) => move(site, 'silent.md') },
  { name: 'a move into a folder', feeds: 'changed', make: ({ site }) => move(site, '2026/spring/silent.md') },
  { name: 'a touch', feeds: 'same', make: ({ site }) => utimesSync(fileOf(site), 1, 1) },
  { name: 'a fresh clone', feeds: 'same', make: cloneElsewhere },
  { name: 'the move to https', feeds: 'changed', make: (served) => served.openAs('https://blog.example.org') },
  { name: 'the move to another host', feeds: 'changed', make: moveHost },
]

function fileOf(site: Site): string {
  const files = readdirSync(site.path('posts'), { recursive: true, encoding: 'utf8' })
  return site.path('posts', files.find((file) => file.endsWith('.md') && file !== OTHER)!)
}

function write(site: Site, title: string, text: string, more = ''): void {
  site.write(fileOf(site).slice(site.root.length), post(title, DATE, text, more))
}

function move(site: Site, path: string): void {
  const from = fileOf(site)
  mkdirSync(dirname(site.path('posts', path)), { recursive: true })
  renameSync(from, site.path('posts', path))
}

/** Posts and configuration come out of git, data/ is copied, public/ is not there. */
async function cloneElsewhere(served: ServedSite): Promise<void> {
  const from = served.site.root
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args])
  git('init', '--quiet', from)
  git('-C', from, 'add', 'config', 'posts')
  git('-C', from, 'commit', '--quiet', '--message', 'All posts')
  const folder = mkdtempSync(join(tmpdir(), 'dateline-clone-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const clone = new Site(join(folder, 'site'))
  git('clone', '--quiet', from, clone.root)
  await served.close()
  cpSync(join(from, 'data'), clone.path('data'), { recursive: true })
  served.site = clone
  await served.open()
}

/** The old server sends readers on to the new one. */
async function moveHost(served: ServedSite): Promise<void> {
  served.redirectTo(await served.serve())
  await served.openAs('https://notes.example.net')
}
