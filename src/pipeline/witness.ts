import type { App } from '../app.ts'
import type { PassedPosts } from '../store/passed-posts.ts'
import { skipRestored, trustStore } from '../store/settle-restored.ts'
import { REQUEST_LIFE_MS } from '../subscribers/request-life.ts'
import { publish } from './publish.ts'
import type { Restored } from './restored.ts'
import { firstMailedDay } from './today.ts'

export { type Restored, restoredBackup } from './restored.ts'

/** Goes on with a store that was put back from a backup: all that it takes for unsent is mailed with the next run. */
export async function sendRestored(app: App, { mailed }: Restored): Promise<void> {
  await trustStore(app.store.db, mailed)
}

/**
 * Goes on with a store that was put back from a backup: nothing is mailed again that may have gone out since it was made,
 * after a look at the posts, which that backup may not know.
 */
export async function passOverRestored(app: App, { mailed, lastMailedAt }: Restored): Promise<PassedPosts> {
  await publish(app, { feedsOnly: true })
  const now = app.clock()
  const since = await firstMailedDay(app, now)
  return skipRestored(app.store.db, { now, intents: mailed, lastMailedAt, requestLifeMs: REQUEST_LIFE_MS, since })
}
