import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import type { ListedDelivery, ListedState } from '../store/delivery-list.ts'
import { resendDeliveries } from '../store/settle-deliveries.ts'
import type { Console } from './console.ts'
import { type Choice, type Counts, settleChosen, type Verdict } from './deliveries-settle.ts'
import { stateNamed } from './deliveries-show.ts'
import { timeIn } from './deliveries-words.ts'
import { UsageError } from './failure.ts'
import { plural, sentence } from './words.ts'

const STATES: ListedState[] = ['in-doubt', 'bounced', 'given-up']

/** Has messages sent once more by the next run: only the ledger is written. */
export async function resend(app: App, choice: Choice, terminal: Console): Promise<number> {
  if (choice.state !== undefined && choice.edition === undefined) {
    throw new UsageError(`--state ${choice.state}: goes with --edition only.`)
  }
  const states = choice.state === undefined ? (['in-doubt', 'bounced'] as const) : [stateNamed(choice.state, STATES)]
  const next = `"${npmRun(app.paths.root, 'publish')}" or the worker's next tick sends`
  return settleChosen(
    app,
    choice,
    {
      states: [...states],
      settle: resendDeliveries,
      verdict: (delivery, isNamed) => verdictOn(delivery, isNamed || choice.state === 'given-up', timeIn(app)),
      plan: (counts) => `Would send ${again(counts)}`,
      done: (counts) => `To be sent: ${again(counts)} ${next} ${counts.messages === 1 ? 'it' : 'them'}.`,
    },
    terminal,
  )
}

function again({ messages, inDoubt }: Counts): string {
  const doubt = inDoubt === 0 ? '' : `; ${inDoubt} in doubt may have arrived, and come a second time then`
  return `${plural(messages, 'message')} once more, with the same bytes and Message-ID${doubt}.`
}

/** @param isMeant whether a person named it, or asked for what was given up */
function verdictOn(delivery: ListedDelivery, isMeant: boolean, time: (at: number) => string): Verdict {
  const { state, changedAt, nextAt, isHeld } = delivery
  const reply = sentence(delivery.reply ?? 'no reason was kept')
  switch (state) {
    case 'accepted':
      return { kind: 'refused', why: `was accepted ${time(changedAt)}: ${reply} It is not sent twice.` }
    case 'ready':
      return { kind: 'already', why: isHeld ? 'waits until its edition is approved.' : 'waits to be sent.' }
    case 'claimed':
    case 'sending':
      return { kind: 'already', why: 'is being sent at this moment.' }
    case 'deferred':
      return { kind: 'already', why: `is tried again by itself ${nextAt === null ? 'soon' : time(nextAt)}: ${reply}` }
    case 'cancelled':
      return delivery.isGivenUp
        ? anew(delivery)
        : { kind: 'refused', why: `was cancelled ${time(changedAt)}: ${reply}` }
    case 'in_doubt':
      if (delivery.isGivenUp && !isMeant) return { kind: 'already', why: 'was given up.' }
      return anew(delivery)
    case 'bounced':
      return anew(delivery)
    default:
      return state satisfies never
  }
}

function anew({ isStopped, mayReceive, subscriber }: ListedDelivery): Verdict {
  if (isStopped) return { kind: 'refused', why: 'its edition was stopped.' }
  if (mayReceive) return { kind: 'do' }
  const why = subscriber === 'active' ? 'the address is suppressed, or its request has ended' : `they are ${subscriber}`
  return { kind: 'refused', why: `gets no mail: ${why}.` }
}
