import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { walkPosts } from './walk.ts'

let site: string
let posts: string

beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'dateline-walk-'))
  posts = join(site, 'posts')
  mkdirSync(posts)
})

afterEach(() => rmSync(site, { recursive: true }))

function put(path: string, text = 'text'): string {
  const file = join(site, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

const paths = () => walkPosts(posts).map(({ path }) => path)

describe('the walk through posts/', () => {
  test('finds texts by their extensions, whatever their case, and nothing else', () => {
    for (const name of ['a.md', 'b.MARKDOWN', 'c.mdown', 'd.mkd', 'e.mdx', 'f.txt', 'g.html', 'h.md~', 'md'])
      put(`posts/${name}`)
    expect(paths()).toEqual(['a.md', 'b.MARKDOWN', 'c.mdown', 'd.mkd', 'e.mdx', 'f.txt'])
  })

  test('sorts whole paths by code unit', () => {
    for (const name of ['b.md', 'a/z.md', 'a.md', 'B.md', 'é.md', 'a-1.md']) put(`posts/${name}`)
    expect(paths()).toEqual(['B.md', 'a-1.md', 'a.md', 'a/z.md', 'b.md', 'é.md'])
  })

  test('skips hidden files and folders and node_modules', () => {
    for (const name of ['.a.md', '.git/b.md', 'c/.obsidian/d.md', 'node_modules/e/f.md', 'g.md']) put(`posts/${name}`)
    expect(paths()).toEqual(['g.md'])
  })

  test('says size and time in whole milliseconds', () => {
    utimesSync(put('posts/a.md', 'four'), 1700000000.9876, 1700000000.9876)
    expect(walkPosts(posts)).toEqual([{ path: 'a.md', size: 4, mtimeMs: 1700000000987 }])
  })

  test('keeps a name as the file system gives it', () => {
    put('posts/e\u0301.md')
    expect(paths()).toEqual(['e\u0301.md'])
  })

  test('follows links to files and folders of the site', () => {
    put('notes/deep/a.md')
    put('b.md')
    symlinkSync('../notes', join(posts, 'linked'))
    symlinkSync('../b.md', join(posts, 'c.md'))
    expect(paths()).toEqual(['c.md', 'linked/deep/a.md'])
  })

  test('follows no link out of the site', () => {
    symlinkSync(tmpdir(), join(posts, 'out'))
    symlinkSync('/etc/hostname', join(posts, 'hostname.txt'))
    expect(paths()).toEqual([])
  })

  test('ends at links that lead in circles or nowhere', () => {
    put('posts/a/b.md')
    put('notes/c.md')
    symlinkSync('..', join(posts, 'a', 'up'))
    symlinkSync('../..', join(posts, 'a', 'site'))
    symlinkSync('self', join(posts, 'self'))
    symlinkSync('gone.md', join(posts, 'dangling.md'))
    symlinkSync('../notes', join(posts, 'notes'))
    symlinkSync('../notes', join(site, 'notes', 'again'))
    expect(paths()).toEqual(['a/b.md', 'notes/c.md'])
  })

  test('finds a file once, whatever links lead to it', () => {
    put('posts/a.md')
    put('notes/b.md')
    symlinkSync('a.md', join(posts, 'same.md'))
    symlinkSync('../notes', join(posts, 'x'))
    symlinkSync('../notes', join(posts, 'y'))
    symlinkSync('../notes/b.md', join(posts, 'z.md'))
    expect(paths()).toHaveLength(2)
  })

  test('follows a link into a hidden folder, as mounted volumes have them', () => {
    put('posts/..data/a.md')
    symlinkSync('..data/a.md', join(posts, 'a.md'))
    expect(paths()).toEqual(['a.md'])
  })

  test('refuses a folder that does not exist, with the fix', () => {
    expect(() => walkPosts(join(site, 'texts'))).toThrow(
      `${join(site, 'texts')}: there is no such folder. Create it for the posts, or name the site with --site DIR.`,
    )
  })

  test('refuses a file in the place of the folder', () => {
    expect(() => walkPosts(put('posts.md'))).toThrow('posts.md: cannot be read (ENOTDIR)')
  })
})
