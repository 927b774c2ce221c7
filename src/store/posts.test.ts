import { describe, expect, it } from 'vitest'
import { announce, contentOf, NOW, newPost, planOf, takeLease } from '../../test/support/ledger.ts'
import { race } from '../../test/support/races.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import type { FileRecord } from '../posts/known.ts'
import { LeaseLost } from './errors.ts'
import { acquireLease } from './lock.ts'
import {
  applyScan,
  countPosts,
  lastSeq,
  newestPosts,
  nextScheduled,
  postsAfter,
  readContents,
  readFiles,
  readPosts,
  saveContents,
  scheduledDue,
} from './posts.ts'

function fileRecord(path: string, changes: Partial<FileRecord> = {}): FileRecord {
  return {
    path,
    size: 120,
    mtimeMs: 1716192000123.25,
    state: 'post',
    postId: null,
    fingerprint: null,
    title: null,
    slug: null,
    location: null,
    publishAt: null,
    line: null,
    reason: null,
    ...changes,
  }
}

describe.each(KINDS)('posts in %s', (kind) => {
  it('come back as they were announced, numbered from 1', async () => {
    const { db } = await freshStore(kind)
    const announced = await announce(db, await takeLease(db), 'first', 'second')
    expect(announced).toEqual([
      { ...newPost('first'), seq: 1 },
      { ...newPost('second'), seq: 2 },
    ])
    expect(await readPosts(db)).toEqual(announced)
  })

  it('are numbered on without a gap by later scans', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    await announce(db, lease, 'first')
    expect((await announce(db, lease, 'second', 'third')).map(({ seq }) => seq)).toEqual([2, 3])
    expect(await lastSeq(db)).toBe(3)
  })

  it('are announced once when the same plan is applied twice', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    await announce(db, lease, 'first')
    expect((await announce(db, lease, 'first', 'second')).map(({ slug }) => slug)).toEqual(['second'])
    expect((await readPosts(db)).map(({ slug, seq }) => [slug, seq])).toEqual([
      ['first', 1],
      ['second', 2],
    ])
  })

  it('keep their number when everything else of them changes', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [post] = await announce(db, lease, 'first')
    const changed = {
      ...post!,
      seq: 77,
      path: 'moved.md',
      title: 'Moved',
      updatedAt: NOW,
      aliases: ['first'],
      tags: [],
    }
    await applyScan(db, lease, planOf({ update: [changed] }))
    expect(await readPosts(db)).toEqual([{ ...changed, seq: 1 }])
  })

  it('are neither listed nor counted when they are withdrawn, and keep their number', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [first, second] = await announce(db, lease, 'first', 'second')
    await applyScan(db, lease, planOf({ update: [{ ...second!, withdrawnAt: NOW }] }))
    expect(await newestPosts(db, 10)).toEqual([first])
    expect(await postsAfter(db, 0)).toEqual([first])
    expect(await countPosts(db)).toBe(1)
    expect(await lastSeq(db)).toBe(2)
  })

  it('are listed by date, and of one date the last announced first', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    await announce(db, lease, 'first', 'second')
    const old = newPost('old', { publishedAt: NOW - 9e9, fingerprint: 'print-first' })
    await applyScan(db, lease, planOf({ announce: [old] }))
    expect((await newestPosts(db, 3)).map(({ slug }) => slug)).toEqual(['second', 'first', 'old'])
    expect(await newestPosts(db, 1)).toHaveLength(1)
  })

  it('may hold what a text column of PostgreSQL cannot', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const body = "a NUL \0, half a pair \ud800, a quote ' and 😀"
    await saveContents(db, [{ fingerprint: 'odd', content: { ...contentOf('odd'), body } }])
    await applyScan(db, lease, planOf({ announce: [newPost('odd', { fingerprint: 'odd', title: body })] }))
    expect((await readContents(db, ['odd'])).get('odd')?.body).toBe(body)
    expect((await readPosts(db))[0]?.title).toBe("a NUL \ufffd, half a pair \ufffd, a quote ' and 😀")
  })
})

describe.each(KINDS)('a scan in %s', (kind) => {
  it('replaces, adds and removes files', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    await applyScan(db, lease, planOf({ files: [fileRecord('a.md'), fileRecord('b.md'), fileRecord('c.md')] }))
    const rejected = fileRecord('b.md', { state: 'rejected', line: 3, reason: 'no date', mtimeMs: 5 })
    await applyScan(db, lease, planOf({ files: [rejected, fileRecord('d.md')], removed: ['a.md'] }))
    const files = (await readFiles(db)).sort((a, b) => (a.path < b.path ? -1 : 1))
    expect(files).toEqual([rejected, fileRecord('c.md'), fileRecord('d.md')])
  })

  it('drops contents that no file and no post has any more, and keeps the others', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    await announce(db, lease, 'post')
    const contents = ['file', 'unused'].map((fingerprint) => ({
      fingerprint,
      content: contentOf(fingerprint),
    }))
    await saveContents(db, contents)
    await applyScan(db, lease, planOf({ files: [fileRecord('a.md', { fingerprint: 'file' })] }))
    const kept = await readContents(db, ['print-post', 'file', 'unused'])
    expect([...kept.keys()].sort()).toEqual(['file', 'print-post'])
    expect(kept.get('file')).toEqual(contentOf('file'))
  })

  it('does all or nothing: when its files cannot be written down, nothing is announced', async () => {
    const { db } = await freshStore(kind)
    const plan = planOf({
      announce: [newPost('first')],
      files: [fileRecord('a.md'), fileRecord('b.md', { state: 'lost' as 'post' })],
    })
    await saveContents(db, [{ fingerprint: 'print-first', content: contentOf('first') }])
    await expect(applyScan(db, await takeLease(db), plan)).rejects.toThrow(/check/i)
    expect(await readPosts(db)).toEqual([])
    expect(await readFiles(db)).toEqual([])
  })

  it('changes nothing under a lease that somebody has taken over', async () => {
    const { db } = await freshStore(kind)
    const stale = await acquireLease(db, 'publish', 'one', 0)
    await takeLease(db, 'two')
    await expect(announce(db, stale!, 'first')).rejects.toThrow(LeaseLost)
    expect(await lastSeq(db)).toBe(0)
  })

  it('takes a thousand posts at once', async () => {
    const { db } = await freshStore(kind)
    const slugs = Array.from({ length: 1000 }, (_, n) => `post-${n}`)
    const announced = await announce(db, await takeLease(db), ...slugs)
    expect(announced.map(({ seq }) => seq)).toEqual(slugs.map((_, n) => n + 1))
    expect(await countPosts(db)).toBe(1000)
  })

  it('knows when the next scheduled post is due', async () => {
    const { db } = await freshStore(kind)
    expect(await nextScheduled(db)).toBeNull()
    const files = [9000, 5000].map((publishAt) => fileRecord(`${publishAt}.md`, { state: 'scheduled', publishAt }))
    await applyScan(db, await takeLease(db), planOf({ files }))
    expect(await nextScheduled(db)).toBe(5000)
    expect(await scheduledDue(db, 4999)).toBe(false)
    expect(await scheduledDue(db, 5000)).toBe(true)
  })

  it('announces once, without a gap, when two processes take the lease from each other all the time', async () => {
    const place = await freshPlace(kind)
    const { db } = await openAt(place)
    await saveContents(db, [{ fingerprint: 'same', content: contentOf('same') }])
    const announced = (await race<string>('announce', place, 2)).flat()
    const posts = await readPosts(db)
    expect(posts.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
    expect(announced.sort()).toEqual(posts.map(({ id }) => id).sort())
  })
})
