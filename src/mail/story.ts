import sanitize from 'sanitize-html'
import type { Config } from '../config/schema.ts'
import type { DigestPost } from '../digests/edition.ts'
import { excerptOf } from '../posts/excerpt.ts'
import { renderMarkdown } from '../posts/markdown.ts'
import type { Image } from '../posts/post.ts'
import { readingMinutes } from '../posts/reading-time.ts'
import { cutAtWord, oneLine } from './cut.ts'
import { alignOf, dayOf, directionOf, knownLanguage } from './locale.ts'

/** One post as a digest shows it. Every text but `excerpt` is plain; what a post lacks is null or empty. */
export type Story = {
  title: string
  subtitle: string | null
  url: string
  date: string
  authors: string
  minutes: number
  /** Only where it is another than the site's. */
  language: string | null
  direction: string | null
  align: 'left' | 'right'
  /** Sanitised HTML: paragraphs with links and emphasis, no images. Empty when only the title is shown. */
  excerpt: string
  /** The same as Markdown. */
  markdown: string
  image: { src: string; alt: string } | null
}

/** The story of a post whose excerpt has about `words` words; with 0 the title alone is told. */
export function tellStory({ content, url }: DigestPost, site: Config['site'], words: number): Story {
  const language = knownLanguage(content.language)
  const foreign = language && language !== site.language ? language : null
  const markdown = words > 0 ? excerptOf(content, { words }).markdown : ''
  return {
    title: cutAtWord(oneLine(content.title), 250),
    subtitle: words > 0 && content.subtitle ? cutAtWord(oneLine(content.subtitle), 250) : null,
    url: new URL(url).href,
    date: dayOf(content.publishedAt, site),
    authors: cutAtWord(oneLine(content.authors.map((author) => author.name).join(', ')), 120),
    minutes: readingMinutes(content.body),
    language: foreign,
    direction: foreign && directionOf(foreign),
    align: alignOf(foreign ?? site.language),
    excerpt: markdown && sanitize(renderMarkdown(markdown, { url }), FOR_MAIL),
    markdown,
    image: words > 0 && content.image ? mailable(content.image, url) : null,
  }
}

/** Narrower than on the web: mail programs show no players, a picture needs a width, and an id may stand only once. */
const FOR_MAIL: sanitize.IOptions = {
  allowedTags: (
    'p br a em strong b i u s del ins mark small sub sup code kbd samp abbr cite q span ' +
    'ul ol li blockquote dl dt dd ruby rt rp bdi bdo'
  ).split(' '),
  allowedAttributes: { a: ['href', 'title'], abbr: ['title'], ol: ['start'], '*': ['lang', 'dir'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
}

/** The picture if mail programs show its type, with an absolute address. */
function mailable(image: Image, url: string): Story['image'] {
  const address = URL.parse(image.src, url)
  if (!address || !/^https?:$/.test(address.protocol) || !/\.(png|jpe?g|gif)$/i.test(address.pathname)) return null
  return { src: address.href, alt: oneLine(image.alt ?? '') }
}
