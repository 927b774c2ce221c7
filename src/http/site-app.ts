import { Hono } from 'hono'
import { html } from 'hono/html'
import { apiRoutes } from './api/api-routes.ts'
import type { ApiDeps } from './api/deps.ts'
import { basePath, pathBelow } from './base-path.ts'
import { editionRoutes } from './edition-routes.ts'
import { pageHeaders } from './headers.ts'
import { note } from './pages/layout.ts'
import { type Health, showHealth } from './routes/health.ts'
import { servePublicFile } from './routes/public-file.ts'
import { pageSite } from './subscription.ts'
import { subscriptionRoutes } from './subscription-routes.ts'
import { type WebhookDeps, webhookRoutes } from './webhooks/webhook-routes.ts'

export type SiteDeps = ApiDeps &
  WebhookDeps & {
    /** The folder public/. */
    publicDir: string
    health: () => Health
  }

/**
 * What the worker serves: the pages that digests link to, /healthz, and every file below public/; all of it with and without
 * the path of `site.url` or `http.url` before it.
 */
export function siteApp(deps: SiteDeps): Hono {
  const site = pageSite(deps.config)
  const serve = servePublicFile(deps.publicDir, { url: deps.config.site.url, hub: deps.config.feeds.hub })
  const app = new Hono({ getPath: pathBelow(deps.config) })
  app.route('/', subscriptionRoutes(deps))
  app.route('/', editionRoutes(deps))
  app.route('/', apiRoutes(deps))
  app.route('/', webhookRoutes(deps))
  app.get('/healthz', showHealth(deps.db, deps.health))
  app.get('*', async (c, next) => (await serve(c)) ?? next())
  app.use('*', pageHeaders(site.style))
  app.all('*', (c) =>
    ['GET', 'HEAD'].includes(c.req.method)
      ? c.html(
          note(
            site,
            'There is no such page',
            html`Here are <a href="${basePath(deps.config)}/subscribe.html">the feeds</a>, and the pages that digests link to.`,
          ),
          404,
        )
      : c.html(note(site, 'That cannot be done here', 'This address can only be read.'), 405, { Allow: 'GET, HEAD' }),
  )
  app.onError((_, c) =>
    c.html(note(site, 'That did not work', 'The fault is on our side. Please try again later.'), 500),
  )
  return app
}
