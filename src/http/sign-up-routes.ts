import { Hono } from 'hono'
import { pagesBase } from '../mail/links.ts'
import { basePath } from './base-path.ts'
import { embedPage } from './pages/embed.ts'
import { checkPage, closedPage } from './pages/signed-up.ts'
import { showSubscribe } from './routes/show-subscribe.ts'
import { signUp } from './routes/sign-up.ts'
import { zoneScript } from './routes/zone-script.ts'
import type { PageDeps } from './subscription.ts'

/** The pages to join by; all of them are 404 when `subscribe.open` is off. */
export function signUpRoutes(deps: PageDeps): Hono {
  const { config, site } = deps
  const { open, doubleOptIn, wording } = config.subscribe
  const app = new Hono()
  if (!open) {
    return app.all('/subscribe/*', (c) => c.html(closedPage(site), 404))
  }
  const again = `${basePath(config)}/subscribe`
  const address = `${pagesBase(config)}/subscribe`
  app.get('/subscribe', showSubscribe(deps))
  app.post('/subscribe', signUp(deps))
  app.get('/subscribe/check', (c) => c.html(checkPage(site, { isAsked: doubleOptIn, again })))
  app.get('/subscribe/embed', (c) => c.html(embedPage(site, { address, wording })))
  app.get('/subscribe/zone.js', zoneScript)
  return app
}
