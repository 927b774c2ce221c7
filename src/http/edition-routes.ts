import { Hono } from 'hono'
import { editionFinder } from '../store/edition-archive.ts'
import { pageHeaders } from './headers.ts'
import { editionStyle } from './pages/edition-list.ts'
import { listEditions } from './routes/editions-list.ts'
import { showEdition } from './routes/editions-show.ts'
import type { SubscriptionDeps } from './subscription.ts'

/** The digests that went out, for everybody to read: without anything of the person that one was sent to. */
export function editionRoutes(deps: Pick<SubscriptionDeps, 'db' | 'config'>): Hono {
  const find = editionFinder(deps.db)
  const app = new Hono()
  app.get('/editions', pageHeaders(editionStyle(deps.config.digest.color)), listEditions(deps, find))
  app.get('/editions/:name', showEdition(deps, find))
  return app
}
