import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Clock, makeSite, post, publishAt } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

it('puts an old blog into the feeds and mails it to nobody', async () => {
  const site = makeSite()
  for (let n = 1; n <= 40; n++)
    site.write(`posts/old-${n}.md`, post(`Old ${n}`, `2019-03-${String((n % 28) + 1).padStart(2, '0')}`))
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await subscribe(app, 'ada@example.org', { cadence: 'instant' })

  const report = await publishAt(app, clock, '2026-05-01T10:00')
  expect(report.posts.new).toHaveLength(40)
  expect(report.feeds.written.slice(0, 3)).toEqual(['rss.xml', 'atom.xml', 'feed.json'])
  expect(JSON.parse(site.read('public/feed.json')).items).toHaveLength(30)
  expect(await site.inbox()).toEqual([])
})

it('mails only posts from the day of the first run on where no day is set', async () => {
  const site = makeSite()
  site.write(
    'config/dateline.yaml',
    'site:\n  title: T\n  url: https://a.example.org\ndigest:\n  from: a@example.org\n',
  )
  site.write('posts/yesterday.md', post('Yesterday', '2026-04-30'))
  site.write('posts/today.md', post('Today', '2026-05-01'))
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await subscribe(app, 'ada@example.org', { cadence: 'instant' })

  const report = await publishAt(app, clock, '2026-05-01T10:00')
  expect(report.editions.map(({ subject }) => subject)).toEqual(['Today'])
})

it('announces nothing again after a rename, a new title, an edit and a fresh checkout', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01', 'The first text of it all.\n') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await subscribe(app, 'ada@example.org', { cadence: 'instant' })
  await publishAt(app, clock, '2026-05-01T10:00')
  const id = JSON.parse(site.read('public/feed.json')).items[0].id

  renameSync(site.path('posts/one.md'), site.path('posts/renamed.md'))
  const renamed = await publishAt(app, clock, '2026-05-02T10:00')
  expect(renamed.posts.renamed.map(({ file }) => file)).toEqual(['posts/renamed.md'])

  writeFileSync(site.path('posts/renamed.md'), post('Uno', '2026-05-01', 'The first text of it all, edited.\n'))
  const edited = await publishAt(app, clock, '2026-05-03T10:00')
  expect(edited.posts.edited.map(({ title }) => title)).toEqual(['Uno'])

  utimesSync(site.path('posts/renamed.md'), 1, 1)
  const touched = await publishAt(app, clock, '2026-05-04T10:00')
  expect([touched.posts.new, touched.posts.edited, touched.posts.renamed]).toEqual([[], [], []])

  const item = JSON.parse(site.read('public/feed.json')).items[0]
  expect(item).toMatchObject({ id, title: 'Uno', url: 'https://blog.example.org/renamed/' })
  expect(item.date_modified).toContain('2026-05-03')
  expect(await site.inbox()).toHaveLength(1)
})

it('knows a post again that was renamed and edited at once', async () => {
  const body =
    'The first paragraph of this post stays as it was.\n\nThe second paragraph of it stays as well, word for word.\n\nThird one goes.\n'
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01', body) })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await publishAt(app, clock, '2026-05-01T10:00')

  renameSync(site.path('posts/one.md'), site.path('posts/other.md'))
  writeFileSync(
    site.path('posts/other.md'),
    post('Another', '2026-05-02', body.replace('Third one goes.', 'A new end.')),
  )
  const report = await publishAt(app, clock, '2026-05-03T10:00')
  expect(report.posts.new).toEqual([])
  expect(report.posts.renamed).toHaveLength(1)
})

it('writes the same bytes again and leaves the files alone', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await publishAt(app, clock, '2026-05-01T10:00')
  const before = ['rss.xml', 'atom.xml', 'feed.json'].map((name) => site.read(`public/${name}`))

  const second = await publishAt(app, clock, '2027-01-01T10:00')
  expect(second.feeds).toEqual({ written: [], unchanged: ['rss.xml', 'atom.xml', 'feed.json'], failed: null, left: 0 })
  expect(['rss.xml', 'atom.xml', 'feed.json'].map((name) => site.read(`public/${name}`))).toEqual(before)
})

it('publishes a scheduled post when its time has come', async () => {
  const site = makeSite({ 'posts/later.md': post('Later', '2026-06-01T09:00:00Z') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  const early = await publishAt(app, clock, '2026-05-01T10:00')
  expect(early.posts.scheduled.map(({ title }) => title)).toEqual(['Later'])
  expect(early.posts.new).toEqual([])

  const due = await publishAt(app, clock, '2026-06-01T09:00')
  expect(due.posts.new.map(({ title }) => title)).toEqual(['Later'])
  expect(due.posts.scheduled).toEqual([])
})

it('holds back a bad post alone and keeps the last good entry of one that broke', async () => {
  const site = makeSite({
    'posts/good.md': post('Good', '2026-05-01'),
    'posts/bad.md': post('Bad', '2024-02-31'),
  })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  const first = await publishAt(app, clock, '2026-05-01T10:00')
  expect(first.posts.new.map(({ title }) => title)).toEqual(['Good'])
  expect(first.posts.rejected).toMatchObject([
    { path: 'posts/bad.md', line: 3, reason: expect.stringContaining('2024-02-31') },
  ])

  site.write('posts/good.md', '---\ntitle: [unclosed\n---\nText\n')
  const second = await publishAt(app, clock, '2026-05-02T10:00')
  expect(second.posts.rejected.map(({ path }) => path)).toEqual(['posts/bad.md', 'posts/good.md'])
  expect(second.posts.withdrawn).toEqual([])
  expect(JSON.parse(site.read('public/feed.json')).items.map((item: { title: string }) => item.title)).toEqual(['Good'])
})

it('refuses to take every post back because a folder is empty', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await publishAt(app, clock, '2026-05-01T10:00')
  renameSync(site.path('posts/one.md'), site.path('one.md'))

  await expect(publishAt(app, clock, '2026-05-02T10:00')).rejects.toThrow('holds no post, and 1 is announced')
  const report = await publishAt(app, clock, '2026-05-02T10:00', { withdrawAll: true })
  expect(report.posts.withdrawn.map(({ title }) => title)).toEqual(['One'])
})

it('knows a post again by the former address that its new file names', async () => {
  const site = makeSite({ 'posts/2024/old-name.md': post('One', '2026-05-01', 'The first text of it all.\n') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  const [first] = (await publishAt(app, clock, '2026-05-01T10:00')).posts.new
  rmSync(site.path('posts/2024/old-name.md'))
  const rewritten = post('Another title', '2026-05-03', 'Nothing of it stayed.\n', 'aliases: [/2024/old-name/]\n')
  site.write('posts/new-name.md', rewritten)

  const { posts } = await publishAt(app, clock, '2026-05-04T10:00')
  expect(posts.new).toEqual([])
  expect(posts.renamed).toMatchObject([{ id: first?.id, path: 'new-name', from: '2024/old-name' }])
})

it('takes no address away from a post that still stands', async () => {
  const site = makeSite({ 'posts/old.md': post('One', '2026-05-01', 'The first text of it all.\n') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await publishAt(app, clock, '2026-05-01T10:00')
  site.write('posts/new.md', post('Two', '2026-05-03', 'Something else.\n', 'aliases: [/old/]\n'))

  const { posts } = await publishAt(app, clock, '2026-05-04T10:00')
  expect(posts.new.map(({ title }) => title)).toEqual(['Two'])
  expect(posts.renamed).toEqual([])
})
