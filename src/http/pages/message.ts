import { html } from 'hono/html'
import type { ParsedMessage } from '../../smtp/read-inbox.ts'
import { type InboxFrame, inboxLayout } from './inbox-layout.ts'
import type { Page } from './layout.ts'

export type MessageView = 'html' | 'text' | 'source'

export type ShownMessage = {
  message: ParsedMessage
  view: MessageView
  /** Path of this page. */
  path: string
  /** Paths of the HTML part alone and of the file; the page has no link to what is null. */
  frame: string
  download: string | null
  back: string | null
  date: string
  /** The text part, with its links made to be followed. */
  text: Page
}

const VIEWS: [MessageView, string][] = [
  ['html', 'HTML'],
  ['text', 'Text'],
  ['source', 'Source'],
]

/** One message: its facts, and one of its parts at a time. */
export function messagePage(frame: InboxFrame, shown: ShownMessage): Page {
  const { message, view, path, back, download } = shown
  const tab = ([name, label]: [MessageView, string]) =>
    html`<a href="${path}${name === 'html' ? '' : `?view=${name}`}"${name === view ? html` aria-current="page"` : ''}>${label}</a>`
  const body = html`<main>
${back ? html`<a class="back" href="${back}">All messages</a>` : ''}
<h1 dir="auto">${message.subject}</h1>
<dl class="facts"><dt>From</dt><dd>${message.from}</dd><dt>To</dt><dd>${message.to}</dd><dt>Date</dt><dd>${shown.date}</dd>
${message.attachments.length > 0 ? attachments(message) : ''}</dl>
<nav class="tabs" aria-label="Parts of the message">${VIEWS.map(tab)}
${download ? html`<a class="aside" href="${download}" download>Download</a>` : ''}</nav>
${part(shown)}
</main>`
  return inboxLayout(frame, message.subject, body, 'showing')
}

function part({ message, view, frame, text }: ShownMessage): Page {
  if (view === 'source') return html`<pre tabindex="0">${message.source}</pre>`
  if (view === 'text') return message.text === null ? missing('text') : html`<pre tabindex="0">${text}</pre>`
  if (message.html === null) return missing('HTML')
  return html`<iframe src="${frame}" title="HTML part of the message" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<p class="hint">Scripts and remote pictures are blocked here.</p>`
}

function missing(part: string): Page {
  return html`<p class="hint">This message has no ${part} part.</p>`
}

function attachments(message: ParsedMessage): Page {
  return html`<dt>Attached</dt>${message.attachments.map(
    ({ filename, type, size }) => html`<dd>${filename} (${type}, ${size} bytes)</dd>`,
  )}`
}
