import { Hono } from 'hono'
import { html } from 'hono/html'
import { pathBelow } from './base-path.ts'
import { pageHeaders } from './headers.ts'
import { localiser } from './local-links.ts'
import { inboxLayout } from './pages/inbox-layout.ts'
import { inboxStyle } from './pages/inbox-style.ts'
import { inboxState, showInbox } from './routes/inbox-list.ts'
import { inboxScript } from './routes/inbox-script.ts'
import { showMessage } from './routes/message.ts'
import { messageFile } from './routes/message-file.ts'
import { messageHtml } from './routes/message-html.ts'
import type { SubscriptionDeps } from './subscription.ts'
import { subscriptionRoutes } from './subscription-routes.ts'

/** `dir`: where the rehearsal inbox keeps its messages. */
export type InboxDeps = SubscriptionDeps & { dir: string }

/** The rehearsal inbox in a browser, with the pages that its digests link to, so that a reader's whole way can be walked. */
export function inboxApp(deps: InboxDeps): Hono {
  const { dir, config } = deps
  const frame = { title: config.site.title, badge: 'Rehearsal', style: inboxStyle(config.digest.color) }
  const when = timeIn(config.site.timezone)
  const localise = localiser(config)
  const app = new Hono({ getPath: pathBelow(config) })
  app.route('/', subscriptionRoutes(deps))
  app.get('/state', inboxState(dir))
  app.get('/inbox.js', inboxScript)
  app.get('/messages/:name/html', messageHtml(dir, localise))
  app.get('/messages/:name/file', messageFile(dir))
  app.use('*', pageHeaders(frame.style, { scripts: true, frames: true }))
  app.get('/', showInbox(dir, { ...frame, script: '/inbox.js' }, when))
  app.get('/messages/:name', showMessage(dir, frame, localise, when))
  app.notFound((c) => {
    const sorry = html`<main><h1>There is no such page</h1><p>See <a href="/">all messages</a>.</p></main>`
    return c.html(inboxLayout(frame, 'Not found', sorry, 'list'), 404)
  })
  return app
}

function timeIn(zone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  return (time) => format.format(time)
}
