import type { App } from '../app.ts'
import type { Console } from './console.ts'
import { UsageError } from './failure.ts'
import { npmRun } from './hint.ts'

/** Goes on after a backup was put back: as if what waits had gone out, or as the backup has it. */
export async function goOn(app: App, flags: { skip?: boolean; send?: boolean }, terminal: Console): Promise<number> {
  const { restoredBackup, settleRestored } = await import('../pipeline/witness.ts')
  const restored = await restoredBackup(app)
  if (restored === null) {
    terminal.say('The store is not older than what was mailed: nothing to settle.')
    return 0
  }
  if (flags.skip === flags.send) {
    throw new UsageError(`${restored.message} Choose one of --skip and --send.`)
  }
  await settleRestored(app, flags.skip ? 'skip' : 'send')
  const next = npmRun(app.paths.root, 'publish')
  terminal.say(
    flags.skip
      ? `Nothing that may have gone out since the backup is mailed again. What waited in it is in doubt: see it with "${npmRun(app.paths.root, 'dateline', 'deliveries', 'in-doubt')}". Go on with: ${next}`
      : `What the backup takes for unsent is mailed with the next run, also what had gone out since: ${next}`,
  )
  return 0
}
