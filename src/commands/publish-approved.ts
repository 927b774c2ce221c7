import type { App } from '../app.ts'
import { type Held, whatIsHeld } from '../pipeline/hold-editions.ts'
import { findEdition } from '../store/delivery-list-editions.ts'
import { plural } from './words.ts'

/**
 * Looks at what `publish --approve` is about to let go on.
 * @returns one line for each such edition, given what is held afterwards; or what was not held in the first place
 */
export async function approval(app: App, which: true | string | undefined): Promise<(after: Held[]) => string[]> {
  if (which === undefined) return () => []
  const held = await whatIsHeld(app)
  if (which === true) return held.length === 0 ? () => ['No edition is held.'] : (after) => released(held, after)
  const id = await findEdition(app.store.db, which)
  const approved = held.filter(({ edition }) => edition === id)
  return approved.length === 0 ? () => [`Edition ${id} is not held.`] : (after) => released(approved, after)
}

function released(approved: Held[], after: Held[]): string[] {
  return approved
    .filter(({ edition }) => after.every((held) => held.edition !== edition))
    .map(({ edition, subscribers }) => `Edition ${edition} goes on: ${plural(subscribers, 'message')}.`)
}
