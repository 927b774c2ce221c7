import type { Context } from 'hono'
import { readMessage } from '../../smtp/read-inbox.ts'
import { type Localise, shownText } from '../local-links.ts'
import type { InboxFrame } from '../pages/inbox-layout.ts'
import { type MessageView, messagePage } from '../pages/message.ts'

/** GET /messages/:name: one message, by `?view=` its HTML, text or source. */
export function showMessage(dir: string, frame: InboxFrame, localise: Localise, when: (time: number) => string) {
  return async (c: Context) => {
    const message = await readMessage(dir, c.req.param('name') ?? '')
    if (!message) return c.notFound()
    const path = `/messages/${encodeURIComponent(message.name)}`
    return c.html(
      messagePage(frame, {
        message,
        view: viewIn(c),
        path,
        frame: `${path}/html`,
        download: `${path}/file`,
        back: '/',
        date: when(message.date ?? message.receivedAt),
        text: shownText(message.text ?? '', localise),
      }),
    )
  }
}

/** The part that the address asks for; HTML unless it names another. */
export function viewIn(c: Context): MessageView {
  const view = c.req.query('view')
  return view === 'text' || view === 'source' ? view : 'html'
}
