import { ADDRESS_FAULTS, ADDRESS_GONE, readReply } from './reply.ts'
import type { BounceWeight } from './report.ts'

/** So many editions in a row have to bounce softly, the first and the last so far apart, before somebody gets no more mail. */
export const SOFT_EDITIONS = 3
export const SOFT_DAYS = 14

const DAY_MS = 86_400_000

/** The mailbox is disabled. At the time of sending this bounces alone; in a report a server has thought about it. */
const MAILBOX_DISABLED = '5.2.1'
/** Some servers say 5.2.1 of a mailbox that gets too much at the moment. */
const TOO_MUCH = /\b(rate|too (many|much|quickly|fast)|quota|full|storage|temporar\w*|try again)\b/i
/** The sender's own address, and everything of security and policy (RFC 3463 3.2, 3.8). */
const SENDER_FAULT = /^(5\.1\.[78]|[45]\.7\.\d+)$/
/** The last is how Postfix tells of a server that sends its sender away before it hears whom the mail is for. */
const POLICY =
  /\b(spam\w*|black ?-?list\w*|block-?list\w*|blocked|policy|policies|reputation|dmarc|spf|dkim|rbl|dnsbl|spamhaus|unsolicited|content rejected|rejected for (content|spam)|virus|malware|phish\w*|unauthenticated|refused to talk to me)\b/i
const OF_SENDER = /\b(sender|from|relay\w*|resource record)\b/i
/** Codes that say no more than that it failed; Outlook.com gives the second to mailboxes that are gone. */
const SAYS_NOTHING = new Set(['5.0.0', '5.5.0'])
/** A reply that is not for good, and none that is. */
const FOR_NOW = /^(?!.*(^|[\s:(>])5\d\d[ -]).*(^|[\s:(>])4[2-5]\d[ -]/s
const ALSO_GONE =
  /\bmailbox unavailable\b|\b(doesn['’]?t|does not) have an? [\w.-]+ account\b|\b(user|account|mailbox|address|recipient)\b.{0,40}\b(no longer (exists?|valid|available|active)|(has been|is|was) (disabled|deactivated|closed|deleted|terminated))\b|\bno (such )?(user|mailbox|account|person)( here| at this address| by that name)\b|\b(couldn['’]?t|could not) be found\b/i

/** Reads how much a bounce weighs: by its code (RFC 3463), and by its words where the code says nothing. */
export function weightOfBounce({ status, detail }: { status: string | null; detail: string }): BounceWeight {
  if (status !== null && SENDER_FAULT.test(status)) return 'alarm'
  const isGone = ADDRESS_GONE.test(detail) || ALSO_GONE.test(detail)
  if (POLICY.test(detail)) return status !== null && ADDRESS_FAULTS.has(status) && isGone ? 'hard' : 'alarm'
  if (status === MAILBOX_DISABLED) return TOO_MUCH.test(detail) ? 'soft' : 'hard'
  if (status !== null && !SAYS_NOTHING.has(status)) return ADDRESS_FAULTS.has(status) ? 'hard' : 'soft'
  const isOtherwise = [TOO_MUCH, OF_SENDER, FOR_NOW].some((words) => words.test(detail))
  return isGone && !isOtherwise ? 'hard' : 'soft'
}

/** One message that was sent to somebody: `unclear` when it says nothing of their mailbox. `at` is in milliseconds. */
export type Sent = { editionId: number; at: number; fate: 'arrived' | 'soft' | 'unclear' }

/** What a delivery that bounced while it was sent says of the mailbox. `reply` is what the ledger has of it. */
export function fateOfReply(reply: string | null): Sent['fate'] {
  const said = readReply((reply ?? '').replace(/^given up after [^:]*: /, ''))
  if (said.code === null) return 'unclear'
  return weightOfBounce({ status: said.enhanced, detail: said.text }) === 'alarm' ? 'unclear' : 'soft'
}

/**
 * True when somebody's mailbox has been out of reach for so long that nothing more is to be sent: of three editions or more,
 * planned over at least 14 days, each bounced softly, and nothing arrived between the first and the last of them.
 * @param history what was sent to one address, in any order
 */
export function isOutOfReach(history: readonly Sent[]): boolean {
  const sent = history.toSorted((a, b) => a.at - b.at)
  const last = sent.findLastIndex(({ fate }) => fate === 'soft')
  const arrived = sent.slice(0, last + 1).findLastIndex(({ fate }) => fate === 'arrived')
  const row = sent.slice(arrived + 1, last + 1).filter(({ fate }) => fate === 'soft')
  const editions = new Set(row.map(({ editionId }) => editionId))
  const span = (row.at(-1)?.at ?? 0) - (row[0]?.at ?? 0)
  return editions.size >= SOFT_EDITIONS && span >= SOFT_DAYS * DAY_MS
}
