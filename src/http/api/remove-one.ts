import type { Context } from 'hono'
import { leave } from '../../store/leave.ts'
import type { ApiDeps } from './deps.ts'
import { findOne } from './find-one.ts'

/** DELETE /api/subscribers/:address: unsubscribes, at once and however often it is asked. */
export function removeOne(deps: ApiDeps) {
  return async (c: Context) => {
    const { id } = await findOne(deps, c)
    const { kind } = await leave(deps.db, { subscriberId: id, reason: 'API', now: deps.clock() })
    if (kind === 'unsubscribed') deps.onChange?.()
    return c.body(null, 204)
  }
}
