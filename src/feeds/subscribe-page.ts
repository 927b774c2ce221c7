import { type FeedConfig, siteAddress } from './channel.ts'
import { type FeedFormat, FORMATS, feedName, type ListDocument, type Scope, type TagFeed } from './document.ts'
import { type Palettes, pageStyle } from './page-style.ts'
import { escapeHtml, withoutForbidden } from './words.ts'

/**
 * The page that lists every feed of the site for people. It needs nothing but itself.
 * @param signUp where the digest is to be had by mail, if anywhere
 */
export function renderSubscribePage(
  { name, tags }: ListDocument,
  { site: given }: FeedConfig,
  colors: Palettes,
  signUp: string | null = null,
): string {
  const site = withoutForbidden(given)
  const title = escapeHtml(site.title)
  const address = (path: string) => escapeHtml(siteAddress(site.url, path))
  const links = FORMATS.map((format) => discoveryLink(format, title, address))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Subscribe to ${title}</title>
<meta name="generator" content="Dateline">
<meta name="description" content="All feeds of ${title}, and how to follow them.">
<link rel="canonical" href="${address(name)}">
${links.join('\n')}
<style>
${pageStyle(colors)}</style>
</head>
<body>
<div class="page">
<header class="masthead"><a href="${address('')}" lang="${site.language}" dir="auto">${title}</a></header>
<main>
<h1>Subscribe</h1>
<p class="lead">Follow <bdi lang="${site.language}">${title}</bdi> in a feed reader: new posts come to you, and nobody has to know your mail address.</p>
${signUp === null ? '' : byMail(signUp)}${STEPS}
<h2>All posts</h2>
<ul class="whole">
${FORMATS.map((format) => wholeSite(format, address)).join('\n')}
</ul>
<p class="note">Click or press an address to mark all of it, and copy it. Most readers can import <a href="${address('feeds.opml')}">the list of all feeds</a> (OPML) as well.</p>
${tags.length > 0 ? topics(tags, site.language, address) : ''}<h2>For your own pages</h2>
<p class="note">With these lines in the head of its pages, readers find the feeds from the address of the site alone.</p>
<pre tabindex="0" role="region" aria-label="Lines for the head of a page"><code>${links.map(escapeHtml).join('\n')}</code></pre>
</main>
</div>
</body>
</html>
`
}

const STEPS = `<ol class="steps">
<li>Take a feed reader. Any will do, as an app or on the web.</li>
<li>Copy the address of a feed below and add it there.</li>
<li>That is all. To leave, remove the feed from your reader.</li>
</ol>`

function byMail(address: string): string {
  return `<p class="note">Or get them <a href="${escapeHtml(address)}">by mail</a>, in one digest, when it suits you.</p>\n`
}

const NAMES: Record<FeedFormat, string> = { rss: 'RSS', atom: 'Atom', json: 'JSON' }

type Address = (path: string) => string

function discoveryLink(format: FeedFormat, title: string, address: Address): string {
  const type = format === 'json' ? 'application/feed+json' : `application/${format}+xml`
  const name = `${title} (${NAMES[format]})`
  return `<link rel="alternate" type="${type}" title="${name}" href="${address(feedName({ kind: 'site' }, format))}">`
}

function wholeSite(format: FeedFormat, address: Address): string {
  const url = address(feedName({ kind: 'site' }, format))
  const open = `<a class="open" href="${url}">Open<span class="hidden"> the ${NAMES[format]} feed</span></a>`
  return `<li><b>${NAMES[format]}</b> <code>${url}</code> ${open}</li>`
}

function topics(tags: TagFeed[], language: string, address: Address): string {
  const items = tags.map((tag) => tagItem(tag, language, address))
  return `<h2>By topic</h2>\n<ul class="tags">\n${items.join('\n')}\n</ul>\n`
}

function tagItem({ tag, path, posts }: TagFeed, language: string, address: Address): string {
  const scope: Scope = { kind: 'tag', tag, path }
  const name = escapeHtml(tag)
  const formats = FORMATS.map(
    (format) =>
      `<a href="${address(feedName(scope, format))}">${NAMES[format]}<span class="hidden"> feed of ${name}</span></a>`,
  )
  const label = `<b lang="${language}" dir="auto">${name}</b> <small>${posts} ${posts === 1 ? 'post' : 'posts'}</small>`
  return `<li><span class="tag">${label}</span> <span class="formats">${formats.join(' ')}</span></li>`
}
