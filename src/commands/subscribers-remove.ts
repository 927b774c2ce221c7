import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { leave } from '../store/leave.ts'
import { findSubscriberByKey } from '../store/subscribers.ts'
import { parseAddress } from '../subscribers/address.ts'
import type { Console } from './console.ts'
import { UsageError } from './failure.ts'

/** Unsubscribes one address and cancels what is planned for it. */
export async function removeOne(app: App, text: string, terminal: Console): Promise<number> {
  const parsed = parseAddress(text)
  if ('error' in parsed) throw new UsageError(parsed.error)
  const subscriber = await findSubscriberByKey(app.store.db, parsed.key)
  if (!subscriber)
    throw new UsageError(
      `${text}: is not a subscriber. See them all with "${npmRun(app.paths.root, 'dateline', 'subscribers', 'list')}".`,
    )
  const reason = 'removed by the operator'
  const { kind } = await leave(app.store.db, { subscriberId: subscriber.id, reason, now: app.clock() })
  const { address, state } = subscriber
  terminal.say(
    kind === 'already'
      ? `${address}: was removed already (${state}).`
      : `Removed ${address}: no mail goes there any more.`,
  )
  return 0
}
