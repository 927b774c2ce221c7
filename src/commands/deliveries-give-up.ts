import type { App } from '../app.ts'
import type { ListedDelivery } from '../store/delivery-list.ts'
import { giveUpDeliveries } from '../store/settle-deliveries.ts'
import type { Console } from './console.ts'
import { type Choice, type Counts, settleChosen, type Verdict } from './deliveries-settle.ts'
import { timeIn } from './deliveries-words.ts'
import { plural } from './words.ts'

/** Sees to it that messages are never sent, or never again. */
export async function giveUp(app: App, choice: Choice, terminal: Console): Promise<number> {
  return settleChosen(
    app,
    choice,
    {
      states: ['in-doubt', 'deferred', 'held', 'waiting'],
      settle: giveUpDeliveries,
      verdict: (delivery) => verdictOn(delivery, timeIn(app)),
      plan: (counts) => `Would give up ${plural(counts.messages, 'message')}.${doubt(counts)}`,
      done: (counts) => `Gave up ${plural(counts.messages, 'message')}: not sent from now on.${doubt(counts)}`,
    },
    terminal,
  )
}

function doubt({ inDoubt }: Counts): string {
  return inDoubt === 0 ? '' : ` ${inDoubt} of them stay in doubt: they may have arrived.`
}

function verdictOn({ state, changedAt, isGivenUp }: ListedDelivery, time: (at: number) => string): Verdict {
  switch (state) {
    case 'accepted':
      return { kind: 'refused', why: `was accepted ${time(changedAt)}.` }
    case 'sending':
      return { kind: 'refused', why: 'is on the wire. Try again in a minute.' }
    case 'bounced':
      return { kind: 'already', why: `bounced ${time(changedAt)}, and is not sent again by itself.` }
    case 'cancelled':
      return { kind: 'already', why: `was cancelled ${time(changedAt)}.` }
    case 'in_doubt':
      return isGivenUp ? { kind: 'already', why: 'was given up before.' } : { kind: 'do' }
    case 'ready':
    case 'claimed':
    case 'deferred':
      return { kind: 'do' }
    default:
      return state satisfies never
  }
}
