import { expect, test, vi } from 'vitest'
import { encodedSize } from './quoted-printable.ts'
import { renderEdition } from './render-edition.ts'
import { sampleConfig, samplePost } from './samples.fixture.ts'
import { ownTemplates as templates } from './templates.fixture.ts'
import { readTokenMark, tokensFor } from './tokens.ts'

vi.setConfig({ testTimeout: 30_000 })

const config = sampleConfig({ digest: { postalAddress: 'Ada Example\nLindenstraße 9' } })

function posts(count: number, body = 'I read the logs. '.repeat(60)) {
  return Array.from({ length: count }, (_, index) =>
    samplePost({ title: `Rule ${index + 1}`, body }, `https://quiet.example.org/rules/${index + 1}/`),
  )
}

/** The text between tags, with the entities that the sample texts use undone. */
function words(html: string): string {
  const body = html.slice(html.indexOf('role="article"'))
  const text = body.replace(/<!--[\s\S]*?-->/g, '').replace(/<[^>]+>/g, '')
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

test('one post gives its title as subject and the beginning of its text as preheader', async () => {
  const edition = await renderEdition([samplePost()], config, templates)
  expect(edition.subject).toBe('Ten small rules')
  expect(edition.preheader).toBe(
    'I read the logs before the coffee was ready, and nothing had happened. That is a good…',
  )
})

test('the same posts give the same bytes', async () => {
  expect(await renderEdition(posts(3), config, templates)).toEqual(await renderEdition(posts(3), config, templates))
})

test('language, direction, title, preheader and headings of the HTML are set', async () => {
  const { html } = await renderEdition(posts(2), config, templates)
  expect(html).toMatch(/^<!doctype html><html lang="en" dir="ltr"/)
  expect(html).toContain('<title>Rule 1 · Rule 2</title>')
  expect(html.match(/<h[1-6]/g)).toEqual(['<h1', '<h2', '<h2'])
  expect(html).toMatch(/display:none[^>]*>I read the logs[^<]*&#847;&zwnj;&nbsp;/)
})

test('every layout table is marked as such, and the message has its landmarks', async () => {
  const { html } = await renderEdition(posts(5), config, templates)
  expect(html.match(/<table(?![^>]*role="presentation")[^>]*>/g)).toBeNull()
  for (const role of ['banner', 'navigation', 'main', 'contentinfo'])
    expect(html.split(`role="${role}"`)).toHaveLength(2)
})

test('titles are listed first when there are more than three posts, and only then', async () => {
  expect((await renderEdition(posts(4), config, templates)).html).toContain('In this digest')
  expect((await renderEdition(posts(3), config, templates)).html).not.toContain('In this digest')
})

test('the first post has a longer excerpt than the others, and its picture', async () => {
  const image = { src: '/lake.png', alt: 'A "lake"' }
  const [first, ...rest] = posts(2).map((post) => ({ ...post, content: { ...post.content, image } }))
  const { html } = await renderEdition([first!, ...rest], config, templates)
  const [lead = '', second = ''] = html.split('Read <bdi>Rule 1</bdi>')
  expect(lead.split('I read the logs').length).toBeGreaterThan(second.split('I read the logs').length)
  expect(html.match(/<img[^>]+>/g)).toEqual([
    expect.stringMatching(/alt="A &#34;lake&#34;".*src="https:\/\/quiet.example.org\/lake.png".*width="552"/),
  ])
})

test('a picture without a description keeps its empty alt', async () => {
  const { html } = await renderEdition([samplePost({ image: { src: '/lake.png' } })], config, templates)
  expect(html).toMatch(/<img[^>]* alt(="")?[ >]/)
})

test('an Arabic site is written from right to left', async () => {
  const arabic = sampleConfig({ site: { title: 'الآلة الهادئة', language: 'ar' } })
  const { html } = await renderEdition([samplePost({ title: 'قواعد صغيرة' })], arabic, templates)
  expect(html).toContain('<html lang="ar" dir="rtl"')
  expect(html).not.toMatch(/direction:ltr|text-align:left;color/)
})

test('nothing is loaded from elsewhere', async () => {
  const { html } = await renderEdition(posts(2), config, templates)
  expect(html).not.toMatch(/<link|@import|url\(|<script|src=/)
})

const NASTY = `A <mj-text>x</mj-text> {{ site.title }} {% raw %} ]]> <!-- c --> [[TOKEN]] &amp; "q" 'r' </mj-raw> <![endif]--> $& {{ "a" | upcase }}`

test('a title that looks like a template shows as it was written', async () => {
  const { html, text, subject } = await renderEdition(
    [samplePost({ title: NASTY }), samplePost({ title: NASTY })],
    config,
    templates,
  )
  expect(words(html).split(NASTY)).toHaveLength(5)
  expect(text.replace(/\s+/g, ' ').split(NASTY)).toHaveLength(3)
  expect(subject).toMatch(/^A <mj-text>x<\/mj-text> \{\{ site\.title \}\}/)
})

test('code in a post that looks like a template shows as it was written', async () => {
  const { html } = await renderEdition([samplePost({ body: `Write \`${NASTY}\` here.` })], config, templates)
  expect(words(html)).toContain(`Write ${NASTY} here.`)
})

test('the words of a subscriber stand behind tokens, and a token in a post of another edition does not count', async () => {
  const foreign = tokensFor('another edition')
  const edition = await renderEdition([samplePost({ body: `See ${foreign.unsubscribe} here.` })], config, templates)
  const { tokens } = readTokenMark(edition.html)
  expect(edition.html).toContain(`href="${tokens.unsubscribe}"`)
  expect(edition.html).toContain(`asked for <bdi>Quiet Machine</bdi> ${tokens.cadence}.`)
  for (const name of ['address', 'cadence', 'unsubscribe', 'preferences', 'web'] as const)
    expect(edition.text).toContain(tokens[name])
  expect(tokens.unsubscribe).not.toBe(foreign.unsubscribe)
  expect(edition.html).toContain(foreign.unsubscribe)
})

test('digest.subject wins, and its line breaks are gone', async () => {
  const own = sampleConfig({ digest: { subject: '{{ site.title }}:\n{{ posts[0].title }} & {{ count }}' } })
  expect((await renderEdition(posts(3), own, templates)).subject).toBe('Quiet Machine: Rule 1 & 3')
})

test('an endless digest.subject is cut to what a header holds', async () => {
  const own = sampleConfig({ digest: { subject: '{{ site.title }}'.repeat(200) } })
  const { subject } = await renderEdition(posts(1), own, templates)
  expect(subject).toMatch(/^Quiet Machine.{100,185}…$/)
})

test('a mistake in digest.subject names it', async () => {
  const own = sampleConfig({ digest: { subject: '{{ post.title }}' } })
  await expect(renderEdition(posts(1), own, templates)).rejects.toThrow(
    'config/dateline.yaml: digest.subject "{{ post.title }}": there is no value post. Did you mean posts?',
  )
})

test.each([30, 120, 500])('%i posts stay under 80,000 octets, and none is forgotten', async (count) => {
  const { html, text } = await renderEdition(posts(count), config, templates)
  expect(encodedSize(html)).toBeLessThanOrEqual(80_000)
  const shown = new Set(html.match(/href="https:\/\/quiet.example.org\/rules\/\d+\/"/g)).size
  const more = Number(/And (\d+) more on the web/.exec(html)?.[1] ?? 0)
  expect(shown).toBeGreaterThan(0)
  expect(shown + more).toBe(count)
  expect(new Set(text.match(/https:\/\/quiet.example.org\/rules\/\d+\//g)).size).toBe(shown)
})

test('Japanese, which takes nine octets a letter, stays under 80,000 octets too', async () => {
  const { html } = await renderEdition(
    posts(40, '朝早く起きて、ログを読んだ。'.repeat(80)),
    sampleConfig({ site: { language: 'ja' } }),
    templates,
  )
  expect(encodedSize(html)).toBeLessThanOrEqual(80_000)
})

test('a post whose title and address are endless is counted rather than shown', async () => {
  const endless = samplePost({ title: 'x'.repeat(90_000) }, `https://quiet.example.org/${'y'.repeat(90_000)}`)
  const { html, subject } = await renderEdition([endless], config, templates)
  expect(encodedSize(html)).toBeLessThanOrEqual(80_000)
  expect(html).toContain('And 1 more on the web')
  expect(subject.length).toBeLessThanOrEqual(90)
})

test('a template that is too long by itself is refused with the fix', async () => {
  const long = {
    ...templates,
    digest: templates.digest.replace('</mj-body>', `<mj-raw><p>${'x'.repeat(90_000)}</p></mj-raw></mj-body>`),
  }
  await expect(renderEdition(posts(1), config, long)).rejects.toThrow(
    /^emails\/digest\.mjml: takes more than 80000 octets/,
  )
})

test('a template without the link for unsubscribing is refused with the fix', async () => {
  const partials = { ...templates.partials, 'footer.mjml': '<mj-raw><!-- {{ reader.unsubscribe }} --></mj-raw>' }
  await expect(renderEdition(posts(1), config, { ...templates, partials })).rejects.toThrow(
    /^emails\/digest\.mjml: has no link for unsubscribing.*Put <a href="\{\{ reader\.unsubscribe \}\}">/,
  )
})

test('it can be read in the browser, which both parts say before the posts', async () => {
  const { html, text } = await renderEdition(posts(1), config, templates)
  const { tokens } = readTokenMark(html)
  expect(html).toMatch(new RegExp(`<a[^>]* href="${tokens.web}"[^>]*>Read in the browser</a>[\\s\\S]*<h2`))
  expect(text).toContain(`QUIET MACHINE\nMay 20, 2024\nIn the browser: ${tokens.web}\n`)
})

test('a post that names no language finds its own direction on a site from left to right', async () => {
  const arabic = samplePost({ title: '!مرحبا', body: 'مرحبا بالعالم!' })
  const { html } = await renderEdition([arabic], config, templates)
  expect(html).toMatch(/<h2 dir="auto"/)
  expect(html).toMatch(/<div class="said" dir="auto"/)
})
