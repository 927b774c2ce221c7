import type { App } from '../app.ts'
import { restoredBackup } from '../pipeline/restored.ts'
import { readStory } from '../store/delivery-story.ts'
import { readPerson } from '../store/person.ts'
import { parseAddress } from '../subscribers/address.ts'
import { suppressionKeys } from '../subscribers/forgotten.ts'
import type { Console } from './console.ts'
import { isoTimes } from './deliveries-words.ts'
import { UsageError } from './failure.ts'
import { answerOf } from './why-answer.ts'
import { whyLines } from './why-lines.ts'
import { nextDigest } from './why-next.ts'

/** Without --json; the rest is counted. */
const SHOWN = 20

/**
 * Prints the story of one person's mail, and one sentence at its end that answers why they got, or did not get, the latest.
 * @throws UsageError for an address of which nothing is stored
 */
export async function tellWhy(app: App, text: string, flags: { json?: boolean }, terminal: Console): Promise<number> {
  const parsed = parseAddress(text)
  if ('error' in parsed) throw new UsageError(parsed.error)
  const { address, key } = parsed
  const { deliveries: _, ...person } = await readPerson(app.store.db, key, suppressionKeys(app.keys, key))
  const { subscriber, suppressions, consents, signUp } = person
  if (!subscriber && !signUp && suppressions.length + consents.length === 0) {
    throw new UsageError(
      `${address}: is no subscriber, asked for nothing and is not suppressed, so nothing was ever planned for it. Look at its spelling.`,
    )
  }
  const limit = flags.json ? Number.MAX_SAFE_INTEGER : SHOWN
  const story = subscriber
    ? await readStory(app.store.db, subscriber.id, { limit, now: app.clock() })
    : { deliveries: [], total: 0, reports: [] }
  const latest = story.deliveries.find(({ kind }) => kind === 'digest')?.plannedAt ?? null
  const next = subscriber?.state === 'active' ? await nextDigest(app, subscriber, latest) : null
  const restored = (await restoredBackup(app))?.message ?? null
  const facts = { address, person, story, next, restored }
  const answer = answerOf(app, facts)
  if (flags.json) terminal.print(JSON.stringify({ ...facts, answer }, isoTimes, 2))
  else terminal.print([...whyLines(app, facts), answer].join('\n'))
  return 0
}
