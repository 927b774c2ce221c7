import { html } from 'hono/html'
import { layout, type Page, type PageSite } from './layout.ts'
import { pageStyle } from './style.ts'

export type EditionList = {
  /** `day` for people, `date` for machines. */
  editions: { name: string; subject: string; preheader: string; posts: number; day: string; date: string }[]
  /** Path before every link. */
  base: string
  /** Of subjects and days. */
  language: string
  /** Whether people can sign up. */
  open: boolean
  /** Whether this is the first page. */
  first: boolean
  /** Behind which edition the next page begins. */
  older: string | null
}

/** The style of the page that lists editions. */
export function editionStyle(color: string): string {
  return pageStyle(color) + LIST
}

/** The digests that went out, newest first. */
export function editionListPage(site: PageSite, list: EditionList): Page {
  const { editions, base, open } = list
  return layout(
    site,
    'Digests',
    html`<h1>Digests</h1>
<p>What went out by mail${list.first ? ', newest first' : ', further back'}.</p>
${open ? html`<p class="join"><a href="${base}/subscribe">Get the next one by mail</a></p>` : ''}
${editions.length === 0 ? html`<p class="none">No digest has gone out yet.</p>` : html`<ol class="editions" role="list">${editions.map((edition) => row(edition, list))}</ol>`}
${pager(list)}`,
  )
}

function row({ name, subject, preheader, posts, day, date }: EditionList['editions'][number], list: EditionList): Page {
  const count = posts === 1 ? '1 post' : `${posts} posts`
  return html`<li><a href="${list.base}/editions/${name}"><span class="facts"><time datetime="${date}" lang="${list.language}">${day}</time><span>${count}</span></span>
<span class="subject" lang="${list.language}" dir="auto">${subject}</span>
<span class="preheader" lang="${list.language}" dir="auto">${preheader}</span></a></li>`
}

function pager({ base, first, older }: EditionList): Page | '' {
  if (first && older === null) return ''
  return html`<nav class="pager" aria-label="Pages">
${first ? html`<span></span>` : html`<a href="${base}/editions">Newest</a>`}
${older === null ? '' : html`<a href="${base}/editions?before=${older}" rel="next">Older</a>`}
</nav>`
}

const LIST = `
.join{margin:-1.1rem 0 0}
.join a,.pager a{display:inline-flex;align-items:center;min-height:44px}
.editions{list-style:none;margin:1rem 0 0;padding:0;border-top:1px solid var(--line)}
.editions li{border-bottom:1px solid var(--line)}
.editions a{display:block;padding:1.1rem .75rem 1.2rem;margin:0 -.75rem;color:inherit;text-decoration:none}
.editions a:hover{background:color-mix(in srgb,var(--accent) 7%,transparent)}
.editions a:hover .subject{text-decoration:underline;text-decoration-color:var(--accent);text-underline-offset:.18em}
.editions a>span{display:block}
.editions .facts{display:flex;justify-content:space-between;gap:1rem;color:var(--muted);font-size:.9375rem;font-variant-numeric:tabular-nums}
.editions .subject{font:600 1.25rem/1.3 Georgia,"Times New Roman",serif;margin:.2rem 0 .3rem;text-wrap:pretty}
.editions .preheader{color:var(--muted);font-size:1rem;line-height:1.5}
.pager{display:flex;justify-content:space-between;gap:1rem;margin-top:1rem}
.none{border:1px dashed var(--muted);border-radius:.5rem;padding:2.5rem 1.25rem;margin-top:1.75rem;text-align:center;color:var(--muted)}
@media(max-width:480px){.editions a{margin:0 -1rem;padding-inline:1rem}}`
