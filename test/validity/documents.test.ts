import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { Clock, CONFIG, makeSite, post, type Site } from '../support/site.ts'
import { hostilePosts } from './hostile-posts.fixture.ts'
import { validate } from './validate.ts'

const NOW = '2026-05-01T10:00'
const FEEDS = 'feeds:\n  items: 5\n  tags: true\n  archive: true\n'
const EPISODE =
  'enclosure: { url: https://media.example.org/1.mp3, type: audio/mpeg, length: 1234, duration: "1:02:03" }\n'
const PODCAST = `  podcast:
    cover: https://blog.example.org/cover.jpg
    category: Society & Culture > Documentary
    owner: { name: Ada Example, email: ada@example.org }
`

const CONFIGURED = CONFIG + FEEDS

/** Said of the oldest archive page, in RSS and in Atom: it has none before it. */
const OLDEST_PAGE = { 'archive-without-neighbours': 2 }

async function publishAll(site: Site): Promise<void> {
  const clock = new Clock(NOW)
  const app = await site.open(clock)
  const { posts } = await publish(app, { feedsOnly: true })
  expect(posts.rejected).toEqual([])
  await app.close()
}

/** Every complaint about any document below public/, as `rule: how often`. */
function complaintsAbout(site: Site): Record<string, number> {
  const counts: Record<string, number> = {}
  const files = readdirSync(site.path('public'), { recursive: true, encoding: 'utf8' })
  for (const name of files.filter((file) => /\.(xml|json|opml)$/.test(file))) {
    const address = new URL(`https://blog.example.org/${name.split('/').map(encodeURIComponent).join('/')}`).href
    for (const { level, rule, at } of validate(name, site.read(`public/${name}`), {
      address,
      now: Date.parse(`${NOW}Z`),
    })) {
      const key = level === 'error' ? `${name}: ${rule}: ${at}` : rule
      counts[key] = (counts[key] ?? 0) + 1
    }
  }
  return counts
}

async function complaints(files: Record<string, string>, config = CONFIGURED): Promise<Record<string, number>> {
  const site = makeSite({ 'config/dateline.yaml': config, ...files })
  await publishAll(site)
  return complaintsAbout(site)
}

const many = Object.fromEntries(
  Array.from({ length: 120 }, (_, n) => {
    const date = new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10)
    return [`posts/${n}.md`, post(`Post ${n}`, date, 'Words.\n', `tags: [t${n % 3}]\n`)]
  }),
)

it('finds nothing on a site without posts', async () => {
  expect(await complaints({})).toEqual({})
})

it('finds nothing on a site of hostile posts', async () => {
  expect(await complaints(hostilePosts)).toEqual(OLDEST_PAGE)
})

it('finds nothing where feeds show summaries', async () => {
  expect(await complaints(hostilePosts, CONFIGURED.replace('feeds:', 'feeds:\n  content: summary'))).toEqual(
    OLDEST_PAGE,
  )
})

it.each(['Asia/Kathmandu', 'America/St_Johns', 'Pacific/Chatham'])('finds nothing in the zone %s', async (zone) => {
  expect(await complaints(hostilePosts, CONFIGURED.replace('Europe/Berlin', zone))).toEqual(OLDEST_PAGE)
})

it('finds nothing on a site that says of itself no more than it must', async () => {
  const config =
    'site: { title: "<Notes> & more", url: "https://blog.example.org" }\ndigest: { from: ada@example.org }\n'
  expect(await complaints(hostilePosts, config + FEEDS)).toEqual(OLDEST_PAGE)
})

it('finds nothing in a podcast', async () => {
  const episodes = { 'posts/one.md': post('One', '2026-03-01', 'Listen.\n', EPISODE), ...hostilePosts }
  expect(await complaints(episodes, CONFIGURED + PODCAST)).toEqual(OLDEST_PAGE)
})

it('finds nothing in a blog with an episode that is no podcast', async () => {
  expect(await complaints({ 'posts/one.md': post('One', '2026-03-01', 'Listen.\n', EPISODE) })).toEqual({})
})

it('finds nothing of a longer archive but that its oldest page has none before it', async () => {
  expect(await complaints(many)).toEqual(OLDEST_PAGE)
})

it('finds nothing of withdrawn posts but a namespace that validators do not know', async () => {
  const site = makeSite({ ...many, 'config/dateline.yaml': CONFIGURED })
  await publishAll(site)
  site.write('posts/119.md', post('Post 119', '2025-04-30', 'Words.\n', 'draft: true\n'))
  await publishAll(site)
  expect(Object.keys(complaintsAbout(site)).sort()).toEqual(['archive-without-neighbours', 'namespace-unknown'])
})

it('finds nothing of ids from elsewhere but that a bare number is hardly unique', async () => {
  const guids = ['12345', '?p=3', 'post 12', 'https://old.example/?p=1&q=2', '1225c695-cfb8-4ebb-aaaa-80da344efa6a']
  const posts = guids.map((guid, n) => [
    `posts/${n}.md`,
    post(`Post ${n}`, `2026-03-0${n + 1}`, 'Words.\n', `guid: ${JSON.stringify(guid)}\n`),
  ])
  // In the RSS and the JSON feed, which keep it.
  expect(await complaints(Object.fromEntries(posts))).toEqual({ 'id-hardly-unique': 2 })
})

it('finds nothing of posts of one day but that they changed at one time', async () => {
  const posts = { 'posts/a.md': post('A', '2026-03-01'), 'posts/b.md': post('B', '2026-03-01') }
  expect(await complaints(posts)).toEqual({ 'updated-repeated': 1 })
})
