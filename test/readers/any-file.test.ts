import fc from 'fast-check'
import { expect, test } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { Clock, CONFIG, makeSite } from '../support/site.ts'
import { validate } from '../validity/validate.ts'
import { holdable, words } from './any-entry.fixture.ts'
import { all, type Element, readStrictly, texts } from './strict.ts'

const NOW = '2026-05-01T10:00'
const CONFIGURED = `${CONFIG}feeds:\n  items: 100\n  tags: false\n`
const CONTENT = '{http://purl.org/rss/1.0/modules/content/}encoded'

type File = { name: string; title: string; tags: string[]; author: string; language: string; body: string }

const name = words.map((text) =>
  holdable(text)
    .replace(/[/\\\s]+/g, ' ')
    .trim()
    .slice(0, 40)
    .toWellFormed(),
)
const file: fc.Arbitrary<File> = fc.record({
  name,
  title: words.map((text) => `(${text})`),
  tags: fc.array(
    words.map((text) => `t${text}`),
    { maxLength: 3 },
  ),
  author: words.map((text) => `(${text.replaceAll('<', '')})`),
  language: fc.constantFrom('en', 'ja', 'zh-Hant-TW', 'ko', 'he'),
  body: fc.array(words, { maxLength: 4 }).map((parts) => parts.join('\n\n').replaceAll('\u0000', '')),
})

/** What stands on one line of a front matter, without what no feed can hold. */
function oneLine(text: string): string {
  const kept = [...text].filter((c) => holdable(c) === c || /[\x7f-\x9f]/.test(c)).join('')
  return holdable(kept.replace(/\s+/g, ' ').trim())
}

function textOf({ title, tags, author, language, body }: File): string {
  const fields = { title, date: '2026-03-01', tags, author: { name: author }, lang: language }
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
  return `---\n${lines.join('')}---\n\n${body}\n`
}

/** The feeds of a site with these files, by their formats. */
async function publishFiles(files: File[]): Promise<{ rss: string; atom: string; json: string }> {
  const posts = files.map((each, n) => [
    `posts/p${n}-${each.name}.md`,
    textOf({ ...each, title: `${n} ${each.title}` }),
  ])
  const site = makeSite({ 'config/dateline.yaml': CONFIGURED, ...Object.fromEntries(posts) })
  const app = await site.open(new Clock(NOW))
  const report = await publish(app, { feedsOnly: true })
  await app.close()
  expect(report.posts.rejected).toEqual([])
  return { rss: site.read('public/rss.xml'), atom: site.read('public/atom.xml'), json: site.read('public/feed.json') }
}

function pathOf(item: Element): string {
  return decodeURIComponent(new URL(texts(item, 'link')[0]!).pathname)
}

function numberOf(item: Element): number {
  return Number(/^\/p(\d+)-/.exec(pathOf(item))![1])
}

test('whatever is written in files, the feeds say it field by field, without an error', async () => {
  const property = fc.asyncProperty(fc.array(file, { minLength: 60, maxLength: 60 }), async (files) => {
    const { rss, atom, json } = await publishFiles(files)
    const [{ root, complaint }, { complaint: aboutAtom }] = (await readStrictly([rss, atom])) as [never, never]
    expect([complaint, aboutAtom]).toEqual([null, null])
    const items = all(all(root, 'channel')[0]!, 'item')
    expect(items.map(numberOf).sort((a, b) => a - b)).toEqual(files.map((_, n) => n))
    const contents = JSON.parse(json).items.map((item: { content_html?: string }) => item.content_html ?? '')
    for (const [at, item] of items.entries()) {
      const n = numberOf(item)
      const { title, author, tags, language } = files[n]!
      expect(pathOf(item)).toBe(`/p${n}-${files[n]!.name.normalize('NFC')}/`)
      expect(texts(item, 'title')).toEqual([oneLine(`${n} ${title}`)])
      expect(texts(item, '{http://purl.org/dc/elements/1.1/}creator')).toEqual([oneLine(author)])
      expect(new Set(texts(item, 'category').map(fold))).toEqual(new Set(tags.map(oneLine).map(fold)))
      expect(texts(item, '{http://purl.org/dc/elements/1.1/}language')).toEqual(language === 'en' ? [] : [language])
      expect(texts(item, CONTENT).join('')).toBe(contents[at])
    }
    for (const [feed, text] of Object.entries({ 'rss.xml': rss, 'atom.xml': atom, 'feed.json': json })) {
      const setting = { address: `https://blog.example.org/${feed}`, now: Date.parse(`${NOW}Z`) }
      expect(validate(feed, text, setting).filter(({ rule }) => !EXPECTED.has(rule))).toEqual([])
    }
  })
  await fc.assert(property, { numRuns: 5, interruptAfterTimeLimit: 20_000 })
})

/** All are of one day; and a sign for a lost character, or markup in a title, is what was written. */
const EXPECTED = new Set(['updated-repeated', 'characters-bad', 'html-undeclared'])

function fold(tag: string): string {
  return tag.toLowerCase()
}
