import { html, raw } from 'hono/html'

/** What the frame of a page needs of the site. */
export type PageSite = { title: string; url: string; style: string }

export type Page = ReturnType<typeof html>

/**
 * A whole page: the site's name above, then what it says. Everything put in is escaped, except other `html`.
 * @param script path of a script that the page is complete without
 */
export function layout(site: PageSite, title: string, body: Page, script?: string): Page {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${site.title}</title>
<style>${raw(site.style)}</style>
${script ? html`<script src="${script}" defer></script>` : ''}</head>
<body>
<div class="page">
<header class="masthead"><a href="${site.url}">${site.title}</a></header>
<main>${body}</main>
</div>
</body>
</html>`
}

/** A page that only says something: a heading and sentences. */
export function note(site: PageSite, heading: string, ...sentences: (string | Page)[]): Page {
  return layout(site, heading, html`<h1>${heading}</h1>${sentences.map((each) => html`<p>${each}</p>`)}`)
}

/** What the pages where people give something about themselves say of it. */
export function untracked(): Page {
  return html`Opens and clicks are not tracked.`
}
