import type { Context } from 'hono'
import { listSubscribers } from '../../store/subscribers.ts'
import { basePath } from '../base-path.ts'
import type { ApiDeps } from './deps.ts'
import { readQuery } from './read-body.ts'
import { listQuerySchema } from './schemas.ts'
import { subscriberJson } from './subscriber-json.ts'

/** GET /api/subscribers: page by page, in the order in which they came. */
export function listAll({ db, config }: ApiDeps) {
  return async (c: Context) => {
    const { state, after, limit } = readQuery(c, listQuerySchema)
    const page = { limit: limit + 1, ...(state && { state }), ...(after !== undefined && { afterId: after }) }
    const found = await listSubscribers(db, page)
    const shown = found.slice(0, limit)
    const last = found.length > limit ? shown.at(-1) : undefined
    const more = new URLSearchParams({ ...(state && { state }), after: String(last?.id), limit: String(limit) })
    return c.json({
      subscribers: shown.map(subscriberJson),
      next: last ? `${basePath(config)}/api/subscribers?${more}` : null,
    })
  }
}
