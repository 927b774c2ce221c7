import type { App } from '../app.ts'
import { skipRestored, trustStore } from '../store/settle-restored.ts'
import { REQUEST_LIFE_MS } from '../subscribers/request-life.ts'
import { publish } from './publish.ts'
import { type Restored, restoredBackup } from './restored.ts'

export { type Restored, restoredBackup } from './restored.ts'

/**
 * Says how to go on with a store that was put back from a backup. `skip`: nothing is mailed again that may have gone out
 * since the backup was made, after a look at the posts, which that backup may not know. `send`: all that the store takes
 * for unsent is mailed with the next run.
 * @returns what it was, or null when the store is not behind and nothing was done
 */
export async function settleRestored(app: App, how: 'skip' | 'send'): Promise<Restored | null> {
  const restored = await restoredBackup(app)
  if (restored === null) return null
  const { db } = app.store
  if (how === 'send') await trustStore(db, restored.mailed)
  else {
    await publish(app, { feedsOnly: true })
    await skipRestored(db, { now: app.clock(), intents: restored.mailed, requestLifeMs: REQUEST_LIFE_MS })
  }
  return restored
}
