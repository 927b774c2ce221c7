import type { Context } from 'hono'
import { dayOf } from '../../mail/locale.ts'
import { archivedEditions } from '../../store/edition-archive.ts'
import { basePath } from '../base-path.ts'
import { editionListPage, editionStyle } from '../pages/edition-list.ts'
import { pageSite, type SubscriptionDeps } from '../subscription.ts'

const PER_PAGE = 20

/** GET /editions: the digests that went out, newest first; `?before=<name>` goes on behind one of them. */
export function listEditions(
  { db, config }: Pick<SubscriptionDeps, 'db' | 'config'>,
  find: (name: string) => Promise<number | null>,
) {
  const site = { ...pageSite(config), style: editionStyle(config.digest.color) }
  return async (c: Context, next: () => Promise<void>) => {
    const name = c.req.query('before')
    const before = name === undefined ? undefined : await find(name)
    if (before === null) return next()
    const found = await archivedEditions(db, { before, limit: PER_PAGE + 1 })
    const editions = found.slice(0, PER_PAGE).map(({ frozenAt, ...edition }) => {
      return { ...edition, day: dayOf(frozenAt, config.site), date: new Date(frozenAt).toISOString() }
    })
    const page = editionListPage(site, {
      editions,
      base: basePath(config),
      language: config.site.language,
      open: config.subscribe.open,
      first: before === undefined,
      older: found.length > PER_PAGE ? (editions.at(-1)?.name ?? null) : null,
    })
    return c.html(page)
  }
}
