import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import type { PassedPosts } from '../store/passed-posts.ts'
import type { Console } from './console.ts'
import { UsageError } from './failure.ts'
import { plural } from './words.ts'

/** Goes on after a backup was put back: as if what waits had gone out, or as the backup has it. */
export async function goOn(app: App, flags: { skip?: boolean; send?: boolean }, terminal: Console): Promise<number> {
  const { passOverRestored, restoredBackup, sendRestored } = await import('../pipeline/witness.ts')
  const restored = await restoredBackup(app)
  if (restored === null) {
    terminal.say('The store is not older than what was mailed: nothing to settle.')
    return 0
  }
  if (flags.skip === flags.send) {
    throw new UsageError(`${restored.message} Choose one of --skip and --send.`)
  }
  if (flags.skip) {
    const posts = await passOverRestored(app, restored)
    for (const line of skipLines(app, posts)) terminal.say(line)
    return 0
  }
  await sendRestored(app, restored)
  terminal.say(
    `What the backup takes for unsent is mailed with the next run, also what had gone out since: ${npmRun(app.paths.root, 'publish')}`,
  )
  return 0
}

/** Every post by name: a person has to know what of it never went out. */
function skipLines({ paths }: App, { passed, coming }: PassedPosts): string[] {
  const publish = npmRun(paths.root, 'publish')
  const inDoubt = npmRun(paths.root, 'dateline', 'deliveries', 'in-doubt')
  const lines = passed.map(
    ({ title, path, subscribers }) => `  "${title}" (posts/${path}), for ${plural(subscribers, 'active subscriber')}`,
  )
  return [
    `Nothing that may have gone out since the backup is mailed again. What waited in it is in doubt: see it with "${inDoubt}".`,
    ...(passed.length === 0
      ? ['No post is passed over.']
      : [
          'Passed over, as nobody knows whether they went out:',
          ...lines,
          `If one of them is new and went to nobody: write "draft: true" into it, run "${publish}", take that out, and run it again.`,
        ]),
    ...(coming.length === 0
      ? []
      : [
          `Not passed over, as they are dated after the last mailing: ${coming.map((title) => `"${title}"`).join(', ')}.`,
        ]),
    `Go on with: ${publish}`,
  ]
}
