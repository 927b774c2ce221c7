import type { Context } from 'hono'
import { findSubscriberByKey } from '../../store/subscribers.ts'
import { parseAddress } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/subscriber.ts'
import type { ApiDeps } from './deps.ts'
import { Problem } from './problem.ts'

/** The subscriber that a path names. Throws a Problem when there is none. */
export async function findOne({ db }: ApiDeps, c: Context): Promise<Subscriber> {
  const parsed = parseAddress(c.req.param('address') ?? '')
  if ('error' in parsed) throw new Problem(404, `The path names nobody: ${parsed.error}`)
  const subscriber = await findSubscriberByKey(db, parsed.key)
  if (!subscriber) throw new Problem(404, 'Nobody has subscribed with this address.')
  return subscriber
}
