import { type Context, Hono } from 'hono'
import { html, raw } from 'hono/html'
import type { EditionKind } from '../digests/edition.ts'
import { parseMessage } from '../smtp/read-inbox.ts'
import { pageHeaders } from './headers.ts'
import { shownText } from './local-links.ts'
import { inboxLayout } from './pages/inbox-layout.ts'
import { inboxStyle } from './pages/inbox-style.ts'
import type { Page } from './pages/layout.ts'
import { messagePage } from './pages/message.ts'
import { viewIn } from './routes/message.ts'
import { framed } from './routes/message-html.ts'

const STYLE = `${inboxStyle('#1d4ed8')}.tabs+h1{margin-top:1.5rem}`
const FRAME = { title: 'Coming mail', badge: 'Preview', style: STYLE }

const LABELS: [EditionKind, string][] = [
  ['digest', 'Digest'],
  ['confirmation', 'Confirmation'],
  ['welcome', 'Welcome'],
  ['address', 'New address'],
]

const asWritten = (text: string) => text

/**
 * Shows one message of each kind, rendered anew at every request; `/` shows the `first`. What keeps a message from being
 * rendered is shown in its place.
 */
export function previewApp(render: (kind: EditionKind) => Promise<Buffer>, first: EditionKind = 'digest'): Hono {
  const app = new Hono()
  for (const [kind] of LABELS) {
    app.get(`/${kind}/html`, async (c) => framed(c, (await parseMessage(await render(kind))).html ?? '', asWritten))
  }
  app.use('*', pageHeaders(STYLE, { frames: true }))
  const show = (kind: EditionKind) => async (c: Context) => {
    const source = await render(kind).catch((error: Error) => error)
    if (!Buffer.isBuffer(source)) return c.html(await withTabs(kind, faultPage(source)), 500)
    return c.html(await withTabs(kind, await messageIn(source, kind, c)))
  }
  app.get('/', show(first))
  for (const [kind] of LABELS) app.get(`/${kind}`, show(kind))
  return app
}

async function messageIn(source: Buffer, kind: EditionKind, c: Context): Promise<Page> {
  const message = await parseMessage(source)
  const date = message.date === null ? '' : new Date(message.date).toUTCString()
  const text = shownText(message.text ?? '', asWritten)
  const paths = { path: `/${kind}`, frame: `/${kind}/html`, download: null, back: null }
  return messagePage(FRAME, { message, view: viewIn(c), ...paths, date, text })
}

function faultPage({ message }: Error): Page {
  const said = html`<main><h1>It cannot be rendered</h1><pre tabindex="0">${message}</pre></main>`
  return inboxLayout(FRAME, 'Cannot be rendered', said, 'list')
}

/** The page with a way from each message to the others. */
async function withTabs(shown: EditionKind, page: Page): Promise<Page> {
  const tab = ([kind, label]: [EditionKind, string]) =>
    html`<a href="/${kind}"${kind === shown ? html` aria-current="page"` : ''}>${label}</a>`
  const tabs = await html`<nav class="tabs" aria-label="Messages">${LABELS.map(tab)}</nav>`
  return raw((await page).toString().replace('<main>', () => `<main>${tabs}`))
}
