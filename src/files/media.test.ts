import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { localMedia } from './media.ts'

let parent: string
let site: string

beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'dateline-media-')))
  site = join(parent, 'site')
  mkdirSync(join(site, 'posts'), { recursive: true })
})

afterEach(() => rmSync(parent, { recursive: true }))

function put(path: string, text = 'GIF89a'): void {
  const file = join(site, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const find = (src: string) => localMedia(site, '2024/hello.md', src)

describe('a file that a post names', () => {
  test('has its true length and its true type', () => {
    put('posts/2024/a.png', 'GIF89a and more')
    expect(find('a.png')).toEqual({ path: join(site, 'posts/2024/a.png'), length: 15, type: 'image/gif' })
  })

  test.each([
    ['beside the post', 'posts/2024/a.gif', './a.gif'],
    ['above the post', 'posts/images/a.gif', '../images/a.gif'],
    ['below posts/', 'posts/images/a.gif', 'images/a.gif'],
    ['in public/', 'public/images/a.gif', '/images/a.gif'],
    ['in static/', 'static/a.gif', '/a.gif'],
    ['in assets/', 'assets/a.gif', '/a.gif'],
    ['in assets/, named with it', 'assets/a.gif', '/assets/a.gif'],
    ['with a query', 'posts/2024/a.gif', 'a.gif?v=2#top'],
    ['with percent signs for a space', 'posts/2024/a b.gif', 'a%20b.gif'],
    ['with a percent sign of its own', 'posts/2024/100%.gif', '100%.gif'],
  ])('is found %s', (_, path, src) => {
    put(path)
    expect(find(src)?.path).toBe(join(site, path))
  })

  test.each([
    ['lies outside the site', '../../../secret.gif'],
    ['is a link out of the site', 'link.gif'],
    ['is hidden', '../../.env'],
    ['belongs to the program', '../../data/dateline.db'],
    ['is a folder', '../2024'],
    ['is nowhere', 'gone.gif'],
    ['is on another host', '//cdn.example/a.gif'],
    ['has a whole address', 'https://cdn.example/a.gif'],
    ['has a name that no file has', 'a\0.gif'],
  ])('is none when it %s', (_, src) => {
    writeFileSync(join(parent, 'secret.gif'), 'GIF89a')
    put('posts/2024/a.gif')
    put('.env')
    put('data/dateline.db')
    symlinkSync(join(parent, 'secret.gif'), join(site, 'posts/2024/link.gif'))
    expect(find(src)).toBeUndefined()
  })
})
