import { html } from 'hono/html'
import type { InboxEntry } from '../../smtp/read-inbox.ts'
import { type InboxFrame, inboxLayout } from './inbox-layout.ts'
import type { Page } from './layout.ts'

export type InboxList = {
  entries: InboxEntry[]
  total: number
  /** Changes whenever the list does. */
  state: string
  /** From 1. */
  page: number
  pages: number
  /** Writes a time in milliseconds for people. */
  when: (time: number) => string
}

/** The messages, newest first. Its script looks for new ones; without scripts, reloading does. */
export function inboxListPage(frame: InboxFrame, list: InboxList): Page {
  const { entries, total, state, page, pages } = list
  const count = total === 1 ? '1 message' : `${total} messages`
  const body = html`<main data-state="${state}">
<div class="lead"><h1>Inbox</h1><p class="quiet" role="status">${count}</p></div>
${entries.length === 0 ? empty() : html`<ul class="messages">${entries.map((entry) => row(entry, list.when))}</ul>`}
${pages > 1 ? pager(page, pages) : ''}
</main>`
  return inboxLayout(frame, page > 1 ? `Inbox, page ${page}` : 'Inbox', body, 'list')
}

function row({ name, subject, to, receivedAt }: InboxEntry, when: InboxList['when']): Page {
  return html`<li><a href="/messages/${encodeURIComponent(name)}"><span class="subject" dir="auto">${subject}</span>
<span class="to">To ${to}</span>
<time datetime="${new Date(receivedAt).toISOString()}">${when(receivedAt)}</time></a></li>`
}

function empty(): Page {
  return html`<div class="empty"><p>No message has come yet.</p>
<p>Run <code>npm run publish -- --now</code>: what it mails in rehearsal appears here.</p></div>`
}

function pager(page: number, pages: number): Page {
  return html`<nav class="pager" aria-label="Pages">
${page > 1 ? html`<a href="/?page=${page - 1}" rel="prev">Newer</a>` : html`<span></span>`}
${page < pages ? html`<a href="/?page=${page + 1}" rel="next">Older</a>` : ''}
</nav>`
}
