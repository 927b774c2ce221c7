import type { DeliveryState } from './delivery.ts'

/**
 * The ledger's rule: the states that may follow each state. An empty list is an end, unless a person has a message sent again
 * that bounced, is in doubt or was given up: it is ready then.
 */
export const TRANSITIONS: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  ready: ['claimed', 'cancelled'],
  // Most refusals come before the final dot, hence before `sending`; a claim that is let go returns to what it was.
  claimed: ['sending', 'ready', 'deferred', 'in_doubt', 'bounced', 'cancelled'],
  // Never back to `ready`: once the intent is written, only a reply can say that no copy went out.
  sending: ['accepted', 'deferred', 'bounced', 'in_doubt'],
  deferred: ['claimed', 'cancelled'],
  in_doubt: ['claimed', 'cancelled'],
  accepted: [],
  bounced: [],
  cancelled: [],
}

/** Whether the ledger may move a delivery from one state to another. */
export function mayBecome(from: DeliveryState, to: DeliveryState): boolean {
  return TRANSITIONS[from].includes(to)
}
