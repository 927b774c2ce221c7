import { weightOfBounce } from './bounce-rule.ts'
import { readReply } from './reply.ts'
import { withoutAddresses } from './without-addresses.ts'

/** A refusal of the sender by one receiving domain, in its own words, and how often it came. */
export type Alarm = { reply: string; domain: string; count: number }

/** More kinds than a person reads. */
const MOST = 20

/** Counts a refusal among the alarms, if it is one of the sender: one alarm for each code and domain. */
export function raiseAlarm(alarms: Alarm[], reply: string, domain: string): void {
  if (!refusesSender(reply)) return
  const known = alarms.find((alarm) => kindOf(alarm) === kindOf({ reply, domain }))
  if (known) known.count++
  else if (alarms.length < MOST) alarms.push({ reply: withoutAddresses(reply), domain, count: 1 })
}

/** All of several lists: those of one code and domain are one. */
export function mergeAlarms(...lists: (readonly Alarm[])[]): Alarm[] {
  return [...Map.groupBy(lists.flat(), kindOf).values()].map((same) => ({
    ...same[0]!,
    count: same.reduce((sum, { count }) => sum + count, 0),
  }))
}

/** By code and domain; a report may say the code of RFC 3463 alone. */
function kindOf({ reply, domain }: Pick<Alarm, 'reply' | 'domain'>): string {
  return `${domain} ${readReply(reply).enhanced ?? /^\d\.\d+\.\d+/.exec(reply)?.[0]}`
}

const NO_RELAY = /\brelay(ing)?\b/i

/** Whether a server refuses for good what the sender is or did: by its code (5.7.x, 5.1.7, 5.1.8), or in words of policy. */
export function refusesSender(reply: string): boolean {
  const { code, enhanced, text } = readReply(reply)
  if (code === null || code < 500) return false
  return weightOfBounce({ status: enhanced, detail: text }) === 'alarm' || (enhanced === null && NO_RELAY.test(text))
}

const FIXES: { when: RegExp; fix: string }[] = [
  { when: /5\.7\.2[34]|\bspf\b/i, fix: 'Name the mail server in the SPF record of the sender’s domain.' },
  { when: /5\.7\.2[0129]|5\.7\.30|\bdkim\b/i, fix: 'Check the DKIM record of the sender’s domain, and digest.dkim.' },
  {
    when: /5\.7\.2[67]|\bdmarc\b/i,
    fix: 'Set up SPF, DKIM and DMARC for the domain of digest.from; docs/operations.md has the records.',
  },
  { when: /5\.7\.25|\b(ptr|reverse dns|rdns)\b/i, fix: 'The mail server’s address needs a name in the DNS (PTR).' },
]
const BLOCKED =
  'Look whether the mail server’s address or the domain is on a blocklist, check SPF, DKIM and DMARC, and ask the receiver.'

/** One alarm as a line for a person, with the fix. */
export function alarmLine({ reply, domain, count }: Alarm): string {
  const times = count === 1 ? 'a message' : `${count} messages`
  const said = /[.!?…]$/.test(reply) ? reply : `${reply}.`
  const fix = FIXES.find(({ when }) => when.test(reply))?.fix ?? BLOCKED
  return `${domain} refused ${times} because of the sender: ${said} ${fix}`
}
