import { weightOfBounce } from '../deliveries/bounce-rule.ts'
import { type InboundMessage, isFromDaemon, says } from './inbound.ts'
import { copyIn } from './inbound-returned.ts'
import type { Said } from './inbound-status.ts'

type Words = Pick<InboundMessage, 'subject' | 'fields' | 'text' | 'isFromMailSystem'>

const SUBJECT =
  /\b(un-?deliver\w*|delivery (status|failure|failed|report|problem|notification|has failed|delayed)|mail delivery (failed|failure|system|subsystem|report|delayed)|returned mail|returning message|failure notice|mail system error|non-?deliver\w*|not delivered|could not be delivered|warning: (message|could not send)|unzustellbar\w*|nicht zugestellt|non remis|no (se ha )?entregad[oa]|onbestelbaar|mancato recapito)\b/i
const OPENING =
  /^\s*(hi\. this is the (qmail|[\w.-]+ program)|this (message was created automatically by mail delivery|is the mail (system|delivery)))/i
const DELAYED =
  /\b(delayed|warning only|has not yet been delivered|(still|continue to|keep) (try|trying|retry)\w*|will be (retried|tried again)|do(es)? not need to (re-?send|do anything)|no action is required)\b/i
const GIVEN_UP =
  /\b(given up|giving up|gave up|permanent(ly)?|fatal|will not be (retried|tried)|not going to try again|retry time(out)? exceeded|expired)\b/i
/** Without one of these, and without a code, nothing says that a message failed. */
const FAILED =
  /\b(mailbox (is )?(full|unavailable|disabled|inactive|closed)|quota|over ?quota|could(n['’]t| not) be (delivered|sent|found)|undeliver\w*|(permanent|fatal) \w*errors?|given up|giving up|rejected|refused|unknown|not exist|timed out|expired)\b/i
const CODE = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)/
const REPLY = /(^|[:：(>"'«“「]\s*)[45]\d\d[ -]\S/
const FINAL = /(?<![\d.])5\.\d{1,3}\.\d{1,3}(?!\.?\d)|(^|[:：(>"'«“「]\s*)5\d\d[ -]\S/
/** Somebody's own words before what they quote; three signs are what a server said to another. */
const QUOTED = /^>(?!>>)/
const ANSWERED = /^\s*(re|aw|antw|sv)\s*[:：]/i

/**
 * Reads a report that has nothing but words, as qmail, Exim and older servers write it, or in a language that is not known
 * here: then it has to be of the mail system and to have a code. `unclear` when it is one, and says too little to count for
 * anything; null when it is none.
 */
export function readWords(message: Words): Said | 'unclear' | null {
  if (!message.isFromMailSystem || isAnswer(message)) return null
  const { said } = copyIn(message.text)
  const { telling, status, detail } = tellingIn(said)
  if (!isKnown(message, said)) {
    if (!isFromDaemon(message.fields) || telling.length === 0) return null
    // Whether the server still tries cannot be read, and what it tries may arrive.
    if (!telling.some((line) => FINAL.test(line))) return { kind: 'delayed', status, detail }
  }
  if (DELAYED.test(`${message.subject}\n${said}`) && !GIVEN_UP.test(said)) return { kind: 'delayed', status, detail }
  const isTold = telling.length > 0 || FAILED.test(said)
  return isTold || weightOfBounce({ status, detail }) !== 'soft' ? { kind: 'bounced', status, detail } : 'unclear'
}

/** True for a report in words that has a code, whatever it calls itself: RFC 3834 has reports called answers too. */
export function isReportWithCode(message: Words): boolean {
  if (!message.isFromMailSystem || isAnswer(message)) return false
  if (!SUBJECT.test(message.subject) && !isFromDaemon(message.fields)) return false
  return tellingIn(copyIn(message.text).said).telling.length > 0
}

/** What a server says in words: the lines with a code in them, or else all. */
export function tellingIn(said: string): { telling: string[]; status: string | null; detail: string } {
  const lines = said
    .split('\n', 500)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !QUOTED.test(line))
  const telling = lines.filter((line) => CODE.test(line) || REPLY.test(line))
  const status = telling.map((line) => CODE.exec(line)?.[0]).find((code) => code !== undefined) ?? null
  return { telling, status, detail: (telling.length > 0 ? telling : lines).join(' ').slice(0, 2000) }
}

function isKnown({ subject, fields }: Words, said: string): boolean {
  return SUBJECT.test(subject) || OPENING.test(said) || says(fields, 'x-failed-recipients', /@/)
}

/** What somebody answers, or a program for them, has no sender either. */
function isAnswer({ subject, fields }: Words): boolean {
  return (
    ANSWERED.test(subject) || (says(fields, 'precedence', /^\s*(bulk|junk|auto_reply)\b/i) && !isFromDaemon(fields))
  )
}
