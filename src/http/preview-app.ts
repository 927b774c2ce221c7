import { Hono } from 'hono'
import { html } from 'hono/html'
import { parseMessage } from '../smtp/read-inbox.ts'
import { pageHeaders } from './headers.ts'
import { shownText } from './local-links.ts'
import { inboxLayout } from './pages/inbox-layout.ts'
import { inboxStyle } from './pages/inbox-style.ts'
import { messagePage } from './pages/message.ts'
import { viewIn } from './routes/message.ts'
import { framed } from './routes/message-html.ts'

const COLOR = '#1d4ed8'

/** Shows one message, rendered anew at every request. What keeps it from being rendered is shown in its place. */
export function previewApp(render: () => Promise<Buffer>): Hono {
  const frame = { title: 'Coming digest', badge: 'Preview', style: inboxStyle(COLOR) }
  const asWritten = (text: string) => text
  const app = new Hono()
  app.get('/html', async (c) => framed(c, (await parseMessage(await render())).html ?? '', asWritten))
  app.use('*', pageHeaders(frame.style, { frames: true }))
  app.get('/', async (c) => {
    const message = await parseMessage(await render())
    const date = message.date === null ? '' : new Date(message.date).toUTCString()
    const text = shownText(message.text ?? '', asWritten)
    const paths = { path: '/', frame: '/html', download: null, back: null }
    return c.html(messagePage(frame, { message, view: viewIn(c), ...paths, date, text }))
  })
  app.onError((error, c) => {
    const said = html`<main><h1>The digest cannot be rendered</h1><pre tabindex="0">${error.message}</pre></main>`
    return c.html(inboxLayout(frame, 'Cannot be rendered', said, 'list'), 500)
  })
  return app
}
