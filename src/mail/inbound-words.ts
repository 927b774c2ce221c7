import { weightOfBounce } from '../deliveries/bounce-rule.ts'
import { type InboundMessage, says } from './inbound.ts'
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
  /\b(mailbox|quota|over ?quota|could(n['’]t| not) be (delivered|sent|found)|undeliver\w*|(permanent|fatal) \w*errors?|given up|giving up|rejected|refused|unknown|not exist|timed out|expired)\b/i
const CODE = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)/
const REPLY = /(^|[:(>]\s*)[45]\d\d[ -]\S/

/**
 * Reads a report that has nothing but words, as qmail, Exim and older servers write it. `unclear` when it is one, and says too
 * little to count for anything; null when it is none.
 */
export function readWords(message: Words): Said | 'unclear' | null {
  const { said } = copyIn(message.text)
  if (!message.isFromMailSystem) return null
  if (!SUBJECT.test(message.subject) && !OPENING.test(said) && !says(message.fields, 'x-failed-recipients', /@/))
    return null
  const lines = said.split('\n', 500).map((line) => line.trim())
  const telling = lines.filter((line) => CODE.test(line) || REPLY.test(line))
  const status = telling.map((line) => CODE.exec(line)?.[0]).find((code) => code !== undefined) ?? null
  const detail = (telling.length > 0 ? telling : lines.filter((line) => line !== '')).join(' ').slice(0, 2000)
  if (DELAYED.test(`${message.subject}\n${said}`) && !GIVEN_UP.test(said)) return { kind: 'delayed', status, detail }
  const isTold = telling.length > 0 || FAILED.test(said)
  return isTold || weightOfBounce({ status, detail }) !== 'soft' ? { kind: 'bounced', status, detail } : 'unclear'
}
