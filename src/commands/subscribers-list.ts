import type { App } from '../app.ts'
import { cadenceSentence } from '../digests/schedule.ts'
import { eachSubscriber } from '../store/each-subscriber.ts'
import type { SubscriberState } from '../subscribers/subscriber.ts'
import type { Console } from './console.ts'
import { UsageError } from './failure.ts'

const STATES: readonly string[] = [
  'pending',
  'active',
  'unsubscribed',
  'bounced',
  'complained',
] satisfies SubscriberState[]

/** Prints subscribers one a line, in the order in which they came. */
export async function listAll(app: App, flags: { state?: string; json?: boolean }, terminal: Console): Promise<number> {
  if (flags.state !== undefined && !STATES.includes(flags.state)) {
    throw new UsageError(`--state ${flags.state}: is not a state. Choose one of ${STATES.join(', ')}.`)
  }
  const state = flags.state as SubscriberState | undefined
  let count = 0
  for await (const subscriber of eachSubscriber(app.store.db, state === undefined ? {} : { state })) {
    count++
    const { address, name, state, topics } = subscriber
    const parts = [
      address,
      name ?? '',
      state,
      cadenceSentence(subscriber, app.config.digest.schedule),
      topics?.join(',') ?? 'all posts',
    ]
    terminal.print(flags.json ? JSON.stringify(subscriber) : parts.join('\t'))
  }
  terminal.say(`${count} subscriber${count === 1 ? '' : 's'}.`)
  return 0
}
