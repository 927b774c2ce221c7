import { parseAddress } from './address.ts'
import type { Field } from './csv-columns.ts'
import { type EndState, hasEnded } from './csv-state.ts'
import { parseTime } from './csv-time.ts'
import type { SubscriberState } from './subscriber.ts'

/** Why an address, or a hash of one, gets no mail, and since when. */
export type KeptSuppression = { key: string; reason: EndState; detail: string; at: number }

type Cells = Partial<Record<Field, string>>
type Refusal = { error: string }

/** What an export writes into the column `state` for an address that gets no mail and is no subscriber's. */
export const SUPPRESSED = 'suppressed'

/** The suppression that stands in a row of an export, of the address with this key; null when there is none. */
export function readSuppression(key: string, cells: Cells): KeptSuppression | Refusal | null {
  const reason = cells.suppression?.trim() ?? ''
  if (reason === '') return null
  if (!hasEnded(reason as SubscriberState)) {
    return { error: `suppression ${JSON.stringify(reason)} is unknown. Write unsubscribed, bounced or complained.` }
  }
  const at = parseTime(cells.suppressedAt ?? '')
  if (typeof at === 'object') return { error: `suppressed_at ${at.error}` }
  return { key, reason: reason as EndState, detail: cells.suppressionDetail ?? '', at }
}

/** A row of an export that is no subscriber's: the address is one, or what is left of one that was forgotten. */
export function readSuppressedRow(cells: Cells): KeptSuppression | Refusal {
  const written = cells.address?.trim() ?? ''
  const address = /^forgotten:[\w-]{43}$/.test(written) ? { key: written } : parseAddress(written)
  if ('error' in address) return address
  const read = readSuppression(address.key, cells)
  return read ?? { error: 'suppression is empty. Write unsubscribed, bounced or complained.' }
}
