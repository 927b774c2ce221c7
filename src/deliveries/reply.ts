import type { Outcome } from './delivery.ts'

/** How far a message had come: `body` while its text is being sent, `dot` once its final dot may have gone out. */
export type Stage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot'

/** One failed attempt. `reply` is what the server said, if it said anything; `detail` says what broke otherwise. */
export type Failure = { stage: Stage; reply: string | null; detail: string }

/** A reply taken apart. `code` is null when it is no SMTP reply; `enhanced` is the code of RFC 3463, when it fits `code`. */
export type Reply = { code: number | null; enhanced: string | null; text: string }

const LONGEST = 300
/** "AUTH first" and "STARTTLS first" in all their codes: the session is at fault, not the recipient. */
const SESSION_FAULTS = new Set([503, 530, 534, 535, 538])
/** The address itself is wrong or gone (RFC 3463 section 3.2); 5.1.7 and 5.1.8 speak of the sender's. */
export const ADDRESS_FAULTS = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.4', '5.1.5', '5.1.6', '5.1.9', '5.1.10'])
const SENDER_REFUSED = /\b(sender|from|relay\w*|block\w*|black ?list\w*|spam|policy|reputation|dmarc|spf|dkim)\b/i
export const ADDRESS_GONE =
  /\b(no such|unknown|invalid|unrouteable|unroutable|non-?existent)( \w+)? (user|mailbox|recipient|address|account)\b|\b(user|mailbox|recipient|address|account)\b.{0,60}\b(unknown|not found|does ?n[o']t exist|does not exist)\b|\bno mailbox here\b/i

/** Reads an SMTP reply of one or several lines (RFC 5321 4.2). The text is one line without control characters. */
export function readReply(reply: string): Reply {
  const lines = reply
    .slice(0, 20 * LONGEST)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
  const first = /^([2-5]\d\d)(?=[\s-]|$)/.exec(lines[0]?.trim() ?? '')
  if (!first) return { code: null, enhanced: null, text: oneLine(reply) }
  const code = Number(first[1])
  const rest = lines.map((line) => line.trim().replace(new RegExp(`^${code}(?:[\\s-]+|$)`), ''))
  const enhanced =
    /^#?([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(rest[0] ?? '')?.[1] ??
    /\(#([245]\.\d{1,3}\.\d{1,3})\)/.exec(rest.join(' '))?.[1]
  const text = oneLine(rest.map((line) => line.replace(/^#?[245]\.\d{1,3}\.\d{1,3}(?:\s+|$)/, '')).join(' '))
  return { code, enhanced: enhanced?.startsWith(String(code)[0]!) ? enhanced : null, text }
}

/**
 * What a failure means for the delivery. Before the dot nothing was sent, whatever broke; after it only a reply tells
 * (RFC 1047). Refusals of the connection, the login or the sender are nobody's attempt. At the dot a 2xx reply is
 * acceptance, whatever broke afterwards. Bounces suppress an address only when the server says that it is wrong or
 * gone: by an enhanced code, or in plain words when RCPT was refused without one.
 */
export function outcomeOf({ stage, reply, detail }: Failure): Outcome {
  const said = reply === null ? null : readReply(reply)
  const words = said ? shown(said) : oneLine(detail)
  switch (stage) {
    case 'connect':
    case 'auth':
      return { kind: 'untried', reply: words }
    case 'mail':
      return { kind: classOf(said) === 4 || classOf(said) === 5 ? 'untried' : 'deferred', reply: words }
    case 'rcpt':
    case 'data':
      if (said?.code && SESSION_FAULTS.has(said.code)) return { kind: 'untried', reply: words }
      return refusal(stage, said, words) ?? { kind: 'deferred', reply: words }
    case 'body':
      return refusal(stage, said, words) ?? { kind: 'deferred', reply: words }
    case 'dot':
      if (classOf(said) === 2) return { kind: 'accepted', reply: words }
      return refusal(stage, said, words) ?? { kind: 'in_doubt', reply: words }
    default:
      return stage satisfies never
  }
}

const HASTE = /\b(rate|rates|throttl\w*|too (many|much|fast)|slow(er)? down|try slower|limit\w*|exceed\w*)\b/i

/** Whether a server wants fewer messages or connections, whoever they are for: 421, 4.7.28, or 4.7.0 with words of haste. */
export function asksForLess(reply: string): boolean {
  const { code, enhanced, text } = readReply(reply)
  return code === 421 || enhanced === '4.7.28' || (enhanced === '4.7.0' && HASTE.test(text))
}

function refusal(stage: Stage, said: Reply | null, words: string): Outcome | null {
  if (classOf(said) === 4)
    return { kind: 'deferred', reply: words, ...(asksForLess(words) && { countsAttempt: false }) }
  if (!said || classOf(said) !== 5) return null
  if (stage === 'rcpt' && isTooManyRecipients(said)) return { kind: 'deferred', reply: words }
  return { kind: 'bounced', reply: words, suppress: isAddressGone(stage, said) }
}

/** RFC 5321 4.5.3.1.10: a 552 to RCPT is to be taken as a 452, unless it says what else it means. */
function isTooManyRecipients({ code, enhanced }: Reply): boolean {
  return (code === 552 && enhanced === null) || enhanced === '5.5.3'
}

function isAddressGone(stage: Stage, { code, enhanced, text }: Reply): boolean {
  // "Other address status": some servers say so of the sender's.
  if (enhanced === '5.1.0') return !SENDER_REFUSED.test(text)
  if (enhanced !== null && enhanced !== '5.0.0') return ADDRESS_FAULTS.has(enhanced)
  const isPlain = stage === 'rcpt' && (code === 550 || code === 551 || code === 553)
  return isPlain && ADDRESS_GONE.test(text) && !SENDER_REFUSED.test(text)
}

function classOf(said: Reply | null): number | null {
  return said?.code ? Math.floor(said.code / 100) : null
}

function shown({ code, enhanced, text }: Reply): string {
  return oneLine([code, enhanced, text].filter((part) => part !== null && part !== '').join(' '))
}

function oneLine(text: string): string {
  const line = text
    .slice(0, 20 * LONGEST)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .toWellFormed()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1).toWellFormed()}…` : line
}
