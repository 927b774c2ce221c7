import type { App } from '../app.ts'
import { findEdition } from '../store/delivery-list-editions.ts'
import { approveEditions, editionsToUnpark, heldEditions, unparkSome } from '../store/held-editions.ts'
import { inPieces } from './in-pieces.ts'
import type { PublishOptions } from './options.ts'
import { PublishRefused } from './refusal.ts'

/** An edition that waits for a person: `subscribers` counts who is still to get it. */
export type Held = { edition: number; subject: string; subscribers: number; why: string }

/** What waits for a person, oldest first. */
export async function whatIsHeld(app: App): Promise<Held[]> {
  const held = await heldEditions(app.store.db)
  return held.map(({ id, subject, waiting, why }) => ({ edition: id, subject, subscribers: waiting, why }))
}

/** Lets go on what a person approves now, and what one has approved before. */
export async function settleHolds(app: App, { approve: which, signal }: PublishOptions): Promise<void> {
  if (which !== undefined) await approve(app, which)
  await releaseApproved(app, signal)
}

/**
 * Lets held editions go on: all of them, or the one with this id or short name. One that is not held stays as it is.
 * @throws PublishRefused when there is no such edition
 */
async function approve(app: App, which: true | string): Promise<void> {
  const { db } = app.store
  const ids = which === true ? (await heldEditions(db)).map(({ id }) => id) : [await idOf(app, which)]
  const approved = await approveEditions(db, ids, app.clock())
  for (const edition of approved) app.log.info({ edition }, 'edition approved')
}

async function idOf(app: App, which: string): Promise<number> {
  const found = await findEdition(app.store.db, which)
  if (found !== null) return found
  const held = (await whatIsHeld(app)).map(({ edition, subject }) => `${edition} ("${subject}")`)
  const hint = held.length > 0 ? `Held are: ${held.join(', ')}.` : 'No edition is held.'
  throw new PublishRefused(`--approve ${which}: there is no such edition. ${hint}`)
}

/** Lets the deliveries of approved editions be sent; goes on where a run that was killed stopped. */
async function releaseApproved(app: App, signal: AbortSignal | undefined): Promise<void> {
  const { db } = app.store
  for (const id of await editionsToUnpark(db)) {
    await inPieces(signal, async (limit) => ((await unparkSome(db, id, limit)) ? id : null))
  }
}
