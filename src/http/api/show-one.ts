import type { Context } from 'hono'
import type { ApiDeps } from './deps.ts'
import { findOne } from './find-one.ts'
import { subscriberJson } from './subscriber-json.ts'

/** GET /api/subscribers/:address. */
export function showOne(deps: ApiDeps) {
  return async (c: Context) => c.json(subscriberJson(await findOne(deps, c)))
}
