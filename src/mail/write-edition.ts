import type { Config } from '../config/schema.ts'
import type { DigestPost, EditionText } from '../digests/edition.ts'
import { excerptText } from '../posts/excerpt.ts'
import { compileMjml, renderLine } from './compile-mjml.ts'
import { cutAtWord, oneLine } from './cut.ts'
import { type Frame, variablesOf } from './digest-variables.ts'
import { type Level, levelsOf } from './level.ts'
import { datelineOf, dayOf } from './locale.ts'
import { plainText } from './plain-text.ts'
import { preheaderOf } from './preheader.ts'
import { encodedSize } from './quoted-printable.ts'
import { requireLink } from './require-link.ts'
import { tellStory } from './story.ts'
import { subjectOf } from './subject.ts'
import { type Templates, templateOf } from './templates.ts'
import { cutAtTokens, type Tokens, tokensFor, withTokenMark } from './tokens.ts'

/** Gmail cuts a message at about 102 kB; this leaves room for the text part and the headers. */
const MOST_OCTETS = 80_000

/** See `renderEdition`. */
export async function writeEdition(posts: DigestPost[], config: Config, templates: Templates): Promise<EditionText> {
  const subject = await writeSubject(posts, config)
  const preheader = writePreheader(posts, config)
  const template = templateOf(templates, 'digest')
  const tokens = tokensFor(JSON.stringify([subject, preheader, posts, config, template]))
  const times = posts.map(({ content }) => content.publishedAt)
  const frame: Frame = { config, subject, preheader, dateline: datelineOf(times, config.site), tokens }
  const compile = compileMjml(template)
  for (const level of levelsOf(posts.length)) {
    const stories = posts
      .slice(0, level.shown)
      .map((post, index) => tellStory(post, config.site, wordsOf(level, index)))
    const shown = {
      told: stories.slice(0, level.told),
      titles: stories.slice(level.told),
      more: posts.length - stories.length,
    }
    const html = await compile(variablesOf(frame, shown))
    requireLink(html, 'digest', tokens)
    if (mostOctets(html, tokens, config) > MOST_OCTETS) continue
    return { subject, preheader, html: withTokenMark(html, tokens), text: plainText(shown, frame) }
  }
  throw new Error(
    `emails/digest.mjml: takes more than ${MOST_OCTETS} octets of HTML even without a post. Make the template shorter.`,
  )
}

function wordsOf({ lead, rest, told }: Level, index: number): number {
  if (index >= told) return 0
  return index === 0 ? lead : rest
}

async function writeSubject(posts: DigestPost[], { site, digest }: Config): Promise<string> {
  const named = posts.map(({ content, url }) => {
    return { title: oneLine(content.title), url, date: dayOf(content.publishedAt, site) }
  })
  const own = digest.subject
    ? await renderLine(
        digest.subject,
        { posts: named, site, count: posts.length },
        `config/dateline.yaml: digest.subject "${digest.subject}"`,
      )
    : ''
  return (
    cutAtWord(oneLine(own), 200) ||
    subjectOf(
      named.map(({ title }) => title),
      site.language,
    ) ||
    site.title
  )
}

function writePreheader(posts: DigestPost[], { site }: Config): string {
  const [lead, ...rest] = posts
  return preheaderOf([
    ...(lead ? [excerptText(lead.content, 40)] : []),
    ...rest.slice(0, 5).map(({ content }) => content.title),
    site.title,
    site.description,
    'You get this because you asked for it.',
  ])
}

/** What the HTML takes in a message whose subscriber has the longest address and links. */
function mostOctets(html: string, tokens: Tokens, config: Config): number {
  const longest = 300 + (config.http.url ?? config.site.url).length
  const places = cutAtTokens(html, tokens).filter((piece) => typeof piece !== 'string').length
  return encodedSize(html) + places * longest
}
