import type { Subscriber, SubscriberState } from '../subscribers/subscriber.ts'
import type { Db } from './db.ts'
import { listSubscribers } from './subscribers.ts'

const PAGE = 1000

/** Every subscriber in the order in which they came, read page by page: memory stays flat however many there are. */
export async function* eachSubscriber(db: Db, filter: { state?: SubscriberState } = {}): AsyncGenerator<Subscriber> {
  let afterId = 0
  for (;;) {
    const page = await listSubscribers(db, { ...filter, afterId, limit: PAGE })
    yield* page
    if (page.length < PAGE) return
    afterId = page.at(-1)?.id ?? afterId
  }
}
