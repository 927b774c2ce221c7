import { html } from 'hono/html'
import type { Config } from '../config/schema.ts'
import type { Page } from './pages/layout.ts'

/** Leads the links of subscribers to this server, where their pages are served too. Other text stays as it is. */
export type Localise = (text: string) => string

/** For messages of this site: `https://blog.example/unsubscribe/x` becomes `/unsubscribe/x`, and so with preferences and confirmations. */
export function localiser({ http, site }: Pick<Config, 'http' | 'site'>): Localise {
  const written = http.url ?? site.url
  const bases = [...new Set([written, new URL(written).href.replace(/\/+$/, '')])]
  const links = bases.flatMap((base) =>
    ['/unsubscribe/', '/preferences/', '/confirm/'].map((path) => [base + path, path] as const),
  )
  return (text) => links.reduce((rest, [link, path]) => rest.replaceAll(link, path), text)
}

/** The HTML part as it is shown: links open beside the page, not inside its frame. */
export function shownHtml(source: string, localise: Localise): string {
  const base = '<base target="_blank">'
  const local = localise(source)
  return /<head\b[^>]*>/i.test(local) ? local.replace(/<head\b[^>]*>/i, (head) => head + base) : base + local
}

/** The text part as it is shown: web addresses can be followed. */
export function shownText(source: string, localise: Localise): Page {
  const pieces = source.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/)
  return html`${pieces.map((piece, index) =>
    index % 2 === 1 ? html`<a href="${localise(piece)}" rel="noreferrer">${piece}</a>` : piece,
  )}`
}
