import type { App } from '../app.ts'
import { holdMsOf } from '../pipeline/hold.ts'
import { recoverDeliveries } from '../store/deliveries.ts'
import { forgetPerson } from '../store/forget.ts'
import { type Person, readPerson } from '../store/person.ts'
import { wipeText } from '../store/wipe.ts'
import { parseAddress } from '../subscribers/address.ts'
import { forgottenKey, suppressionKeys } from '../subscribers/forgotten.ts'
import type { Console } from './console.ts'
import { afterChanges, UsageError } from './failure.ts'
import { plural } from './words.ts'

/** Says what is stored of an address, and deletes it with `--yes`. What stays is a hash that keeps mail away from it. */
export async function forgetOne(app: App, text: string, flags: { yes?: boolean }, terminal: Console): Promise<number> {
  const parsed = parseAddress(text)
  if ('error' in parsed) throw new UsageError(parsed.error)
  const { address, key } = parsed
  const keys = suppressionKeys(app.keys, key)
  const person = await readPerson(app.store.db, key, keys)
  const stored = storedOf(person)
  if (stored === '' && person.suppressions.length === 0) throw new UsageError(`${address}: nothing is stored of it.`)
  if (stored !== '' && !flags.yes) {
    terminal.say(`Would delete all of ${address}: ${stored}. Nothing is deleted yet: run it again with --yes.`)
    return 0
  }
  if (stored !== '') await forget(app, address, key)
  if (flags.yes) {
    await wipeText(app.store.db, key).catch((error) => {
      throw afterChanges(error)
    })
  }
  terminal.say(
    stored === ''
      ? `${address}: was forgotten already; nothing is stored but a hash.`
      : `Forgot ${address}: deleted ${stored}. A hash stays, so that nobody adds the address again by mistake.`,
  )
  return 0
}

async function forget(app: App, address: string, key: string): Promise<void> {
  const { db } = app.store
  const now = app.clock()
  // What a run that was killed had claimed is not on the wire.
  await recoverDeliveries(db, { now, holdMs: holdMsOf(app) })
  const { kind } = await forgetPerson(db, {
    addressKey: key,
    suppressionKeys: suppressionKeys(app.keys, key),
    forgottenKey: forgottenKey(app.keys, key),
    now,
  })
  if (kind === 'forgotten') return
  throw new UsageError(`${address}: a message to it is on the wire. Nothing was changed: try again in a minute.`)
}

/** What would be deleted, in words; nothing when only a hash is left. */
function storedOf({ subscriber, suppressions, consents, signUp, deliveries }: Person): string {
  const parts = [
    subscriber && `the subscriber (${subscriber.state})`,
    consents.length > 0 && plural(consents.length, 'consent'),
    deliveries.length > 0 && `${deliveries.length} ${deliveries.length === 1 ? 'delivery' : 'deliveries'}`,
    signUp && 'a sign-up that waits',
    suppressions.some(({ isForgotten }) => !isForgotten) && 'its place on the suppression list',
  ]
  return parts.filter((part) => typeof part === 'string').join(', ')
}
