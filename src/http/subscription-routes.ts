import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { pageHeaders } from './headers.ts'
import { note } from './pages/layout.ts'
import { troublePage } from './pages/unsubscribe.ts'
import { askUnsubscribe } from './routes/ask-unsubscribe.ts'
import { savePreferences } from './routes/save-preferences.ts'
import { showPreferences } from './routes/show-preferences.ts'
import { unsubscribeNow } from './routes/unsubscribe.ts'
import { helpAddress, pageSite, type SubscriptionDeps } from './subscription.ts'

/** The pages that digests link to. GET and HEAD change nothing, ever. */
export function subscriptionRoutes(deps: SubscriptionDeps): Hono {
  const site = pageSite(deps.config)
  const tooLarge = (c: Context) => c.html(note(site, 'That is too much', 'The form is larger than any of ours.'), 413)
  const app = new Hono()
  for (const path of ['/unsubscribe/:token', '/preferences/:token']) {
    app.use(path, pageHeaders(site.style), bodyLimit({ maxSize: 64 * 1024, onError: tooLarge }))
  }
  app.get('/unsubscribe/:token', askUnsubscribe(deps))
  app.post('/unsubscribe/:token', unsubscribeNow(deps))
  app.get('/preferences/:token', showPreferences(deps))
  app.post('/preferences/:token', savePreferences(deps))
  app.onError((_, c) => c.html(troublePage(site, helpAddress(deps.config)), 503, { 'Retry-After': '60' }))
  return app
}
