import { describe, expect, test, vi } from 'vitest'
import { type LetterKind, renderLetter } from './render-letter.ts'
import { sampleConfig } from './samples.fixture.ts'
import { ownTemplates } from './templates.fixture.ts'
import { readTokenMark } from './tokens.ts'

vi.setConfig({ testTimeout: 30_000 })

const KINDS: LetterKind[] = ['confirmation', 'welcome', 'address']
const config = sampleConfig({ digest: { postalAddress: 'Ada Example\n10969 Berlin' } })

async function letter(kind: LetterKind, site = config, templates = ownTemplates) {
  const { html, ...words } = await renderLetter(kind, site, templates)
  return { ...words, ...readTokenMark(html) }
}

function linksIn(html: string): string[] {
  return [...html.matchAll(/<a\s[^>]*href="([^"]*)"/g)].map(([, href = '']) => href)
}

describe('a confirmation', () => {
  test('says who asks in its subject and its preheader', async () => {
    const { subject, preheader } = await letter('confirmation')
    expect(subject).toBe('Confirm your subscription to Quiet Machine')
    expect(preheader).toBe('Somebody asked for Quiet Machine at this address. If it was you, confirm it.')
  })

  test('has one button, and the same address to be read below it', async () => {
    const { html, tokens } = await letter('confirmation')
    expect(linksIn(html)).toEqual(['https://quiet.example.org/', tokens.confirm, tokens.confirm])
    expect(html).toMatch(/class="button"[\s\S]*>Confirm<\/span>/)
    expect(html).toContain(`>${tokens.confirm}</a>`)
  })

  test('shows what people agree to as it was written', async () => {
    const wording = 'I want <b>it</b> & "more".\nI can leave.'
    const { html, text } = await letter('confirmation', { ...config, subscribe: { ...config.subscribe, wording } })
    expect(html).toMatch(/I want &lt;b&gt;it&lt;\/b&gt; &amp; &#34;more&#34;\.<br>\s*I can leave\./)
    expect(text).toContain('> I want <b>it</b> & "more".\n> I can leave.\n')
  })

  test('has a text part that says the same', async () => {
    const { text, tokens } = await letter('confirmation')
    expect(text).toBe(`QUIET MACHINE


Please confirm your subscription
------------------------------------------------------------------------

Somebody asked for Quiet Machine at this address. If it was you, confirm
it:

${tokens.confirm}

The link is good for three days.

What you agree to:

> I want to get the digest by mail. I can leave at any time, by the link
> in each message.

If it was not you, do nothing: you are not subscribed, and no digest
comes.


------------------------------------------------------------------------
This was sent to ${tokens.address},
which somebody gave to Quiet Machine, https://quiet.example.org/.

Ada Example
10969 Berlin
`)
  })
})

describe('a welcome', () => {
  test('says what comes when, and leads to the preferences, the feed and the way out', async () => {
    const { html, tokens } = await letter('welcome')
    expect(html).toContain(`</strong> ${tokens.cadence}.`)
    expect(linksIn(html)).toEqual([
      'https://quiet.example.org/',
      tokens.preferences,
      'https://quiet.example.org/rss.xml',
      tokens.preferences,
      tokens.unsubscribe,
    ])
  })

  test('has a text part that says the same', async () => {
    const { subject, text, tokens } = await letter('welcome')
    expect(subject).toBe('Welcome to Quiet Machine')
    expect(text).toBe(`QUIET MACHINE


You are subscribed
------------------------------------------------------------------------

You get Quiet Machine
${tokens.cadence},
at ${tokens.address}.

When there is nothing new, nothing comes.

Change what you get and when:
${tokens.preferences}

Do you prefer a feed reader? Give it this address:
https://quiet.example.org/rss.xml


------------------------------------------------------------------------
Why you get this: you asked for Quiet Machine
${tokens.cadence}.

It was sent to ${tokens.address}.

Change what you get and when:
${tokens.preferences}

Unsubscribe:
${tokens.unsubscribe}

Ada Example
10969 Berlin
`)
  })
})

describe('mail to a new address', () => {
  test('asks to confirm it, and says that nothing changes until then', async () => {
    const { subject, html, text, tokens } = await letter('address')
    expect(subject).toBe('Confirm your new address for Quiet Machine')
    expect(linksIn(html)).toEqual(['https://quiet.example.org/', tokens.confirm, tokens.confirm])
    expect(html).toContain('everything stays as it is')
    expect(text).toContain(`\n${tokens.confirm}\n\nThe link is good for three days.\n`)
    expect(text).toContain('If it was not you, do nothing: everything stays as it is.\n')
  })
})

describe('every letter', () => {
  test.each(KINDS)('has landmarks, a title and marked layout tables (%s)', async (kind) => {
    const { html, subject } = await letter(kind)
    expect(html).toContain(`<title>${subject}</title>`)
    expect(html.match(/<table(?![^>]*role="presentation")[^>]*>/g)).toBeNull()
    for (const role of ['banner', 'main', 'contentinfo']) expect(html.split(`role="${role}"`)).toHaveLength(2)
    expect(html.match(/<h1/g)).toHaveLength(1)
  })

  test.each(KINDS)('shows a title that looks like a template as it was written (%s)', async (kind) => {
    const title = 'A <mj-text> & {{ site.url }} {% raw %}'
    const { html, subject } = await letter(kind, sampleConfig({ site: { title } }))
    expect(subject).toContain(title)
    expect(html).toContain('<bdi>A &lt;mj-text&gt; &amp; {{ site.url }} {% raw %}</bdi>')
  })

  test.each(KINDS)('is wrapped at 72 columns, and its subject is cut, however long the title is (%s)', async (kind) => {
    const { text, subject } = await letter(kind, sampleConfig({ site: { title: 'A very quiet machine '.repeat(20) } }))
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(72)
    expect(subject.length).toBeLessThanOrEqual(88)
  })

  test.each(KINDS)('marks its English words on an Arabic site (%s)', async (kind) => {
    const { html } = await letter(kind, sampleConfig({ site: { title: 'الآلة الهادئة', language: 'ar' } }))
    expect(html).toContain('<html lang="ar" dir="rtl"')
    expect(html).toMatch(/<div lang="en" dir="ltr"> <h2/)
  })

  test.each(KINDS)('is the same for the same site (%s)', async (kind) => {
    expect(await letter(kind)).toEqual(await letter(kind))
  })

  test.each(KINDS)("can be made with a site's own partials of the digest (%s)", async (kind) => {
    const masthead =
      '<mj-section><mj-column><mj-text>{{ edition.dateline }}{% if edition.count > 1 %}{{ edition.more }}{% endif %}' +
      '{% for post in edition.contents %}{{ post.title }}{% endfor %}Own</mj-text></mj-column></mj-section>'
    const own = { ...ownTemplates, partials: { ...ownTemplates.partials, 'masthead.mjml': masthead } }
    expect((await letter(kind, config, own)).html).toContain('>Own</div>')
  })
})
