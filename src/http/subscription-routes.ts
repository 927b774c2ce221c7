import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { pageHeaders } from './headers.ts'
import { note } from './pages/layout.ts'
import { troublePage } from './pages/unsubscribe.ts'
import { askConfirm } from './routes/ask-confirm.ts'
import { askUnsubscribe } from './routes/ask-unsubscribe.ts'
import { changeAddress } from './routes/change-address.ts'
import { confirmNow } from './routes/confirm.ts'
import { leaveReason } from './routes/leave-reason.ts'
import { savePreferences } from './routes/save-preferences.ts'
import { showPreferences } from './routes/show-preferences.ts'
import { unsubscribeNow } from './routes/unsubscribe.ts'
import { sameSiteOnly } from './same-site.ts'
import { signUpRoutes } from './sign-up-routes.ts'
import { helpAddress, pageDeps, type SubscriptionDeps } from './subscription.ts'

/** The pages of subscribers: to join, and those that messages link to. GET and HEAD change nothing, ever. */
export function subscriptionRoutes(given: SubscriptionDeps): Hono {
  const deps = pageDeps(given)
  const { site } = deps
  const ownPages = sameSiteOnly(site)
  const tooLarge = (c: Context) => c.html(note(site, 'That is too much', 'The form is larger than any of ours.'), 413)
  const limited: MiddlewareHandler = bodyLimit({ maxSize: 64 * 1024, onError: tooLarge })
  const app = new Hono()
  for (const path of ['/unsubscribe/*', '/preferences/*', '/confirm/*']) {
    app.use(path, pageHeaders(site.style), limited)
  }
  for (const path of ['/preferences/*', '/confirm/*', '/unsubscribe/:token/reason']) app.use(path, ownPages)
  app.use('/subscribe/*', pageHeaders(site.style, { scripts: true }), limited)
  app.route('/', signUpRoutes(deps))
  app.get('/confirm/:token', askConfirm(deps))
  app.post('/confirm/:token', confirmNow(deps))
  app.get('/unsubscribe/:token', askUnsubscribe(deps))
  app.post('/unsubscribe/:token', unsubscribeNow(deps))
  app.get('/unsubscribe/:token/reason', askUnsubscribe(deps))
  app.post('/unsubscribe/:token/reason', leaveReason(deps))
  app.get('/preferences/:token', showPreferences(deps))
  app.post('/preferences/:token', savePreferences(deps))
  app.get('/preferences/:token/address', showPreferences(deps))
  app.post('/preferences/:token/address', changeAddress(deps))
  app.onError((_, c) => c.html(troublePage(site, helpAddress(deps.config)), 503, { 'Retry-After': '60' }))
  return app
}
