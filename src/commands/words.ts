import { DateTime } from 'luxon'
import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { refusesSender } from '../deliveries/alarms.ts'
import type { PostSummary, Rejection, ScanReport } from '../posts/plan.ts'
import type { UpcomingDue } from '../store/compose.ts'
import type { PersonCase } from '../store/deliveries.ts'

/** The first line of every run: rehearsal or live. */
export function modeLine({ mode, environment }: App): string {
  if (mode === 'rehearsal') return 'Rehearsal: SMTP_URL is not set, so every message stays in data/rehearsal/inbox/.'
  return `Live: messages go out through ${smtpHosts(environment.smtpUrl ?? '')}.`
}

/** The mail servers without their passwords. */
function smtpHosts(urls: string): string {
  const hosts = urls.split(/\s+(?=[a-z]+:\/\/)/i).flatMap((url) => URL.parse(url)?.host || [])
  return hosts.join(', ')
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

const SHOWN = 10

/** New, edited, renamed, withdrawn and scheduled posts, at most ten of a kind by name. */
export function postLines(posts: ScanReport): string[] {
  const kinds = ['new', 'edited', 'renamed', 'withdrawn', 'scheduled'] as const
  return kinds.flatMap((kind) => {
    const list = posts[kind]
    if (list.length === 0) return []
    const more = list.length > SHOWN ? [`  and ${list.length - SHOWN} more`] : []
    return [
      `${plural(list.length, `${kind} post`)}:`,
      ...list.slice(0, SHOWN).map((post) => postLine(kind, post)),
      ...more,
    ]
  })
}

function postLine(kind: string, { title, file, publishedAt }: PostSummary): string {
  const when = kind === 'scheduled' ? `, due ${publishedAt.slice(0, 10)}` : ''
  return `  ${title} (${file}${when})`
}

const REJECTED_SHOWN = 20

/** Each rejected post with its reason; after the first twenty of a long list, how to see them all. */
export function rejectedLines(rejected: Rejection[], root: string): string[] {
  const more = rejected.length - REJECTED_SHOWN
  const lines = everyRejected(rejected)
  if (more <= 0) return lines
  return [...lines.slice(0, REJECTED_SHOWN), `and ${more} more; see them all with "${npmRun(root, 'check')}".`]
}

export function everyRejected(rejected: Rejection[]): string[] {
  return rejected.map(({ path, line, reason }) => `${path}${line === null ? '' : `:${line}`}: ${reason}`)
}

export function attentionLines(cases: PersonCase[], root: string): string[] {
  const lines = cases.slice(-SHOWN).map((one) => attentionLine(one, root))
  const more = cases.length - lines.length
  return more > 0 ? [...lines, `${more} more, before these: ${npmRun(root, 'dateline', 'deliveries')}`] : lines
}

function attentionLine({ id, state, address, reply, resendAt }: PersonCase, root: string): string {
  const said = sentence(reply ?? 'no answer')
  if (state === 'in_doubt' && resendAt === null)
    return `${address}: in doubt: ${said} It may have arrived, and is not sent again by itself. Settle it with: ${npmRun(root, 'dateline', 'deliveries', 'resend', String(id))}, or give-up instead of resend.`
  if (state === 'in_doubt')
    return `${address}: in doubt: ${said} It may have arrived. Dateline sends it once more, eleven minutes after that.`
  if (OUT_OF_REACH.test(said)) return `${address}: bounced: ${said} The next digest is tried again.`
  if (refusesSender(said) || MESSAGE_FAULT.test(said))
    return `${address}: bounced: ${said} The mail server refused the message, not the address: ask whoever runs it.`
  return `${address}: bounced: ${said} Correct the address or remove it: ${npmRun(root, 'dateline', 'subscribers', 'remove', address)}`
}

/** Replies that speak of what was sent (RFC 3463 3.4, 3.7). */
const MESSAGE_FAULT = /^5\d\d 5\.(6\.\d+|3\.4|2\.3)\b/
/** Nothing is wrong with the address: a full mailbox, or a server that was away for too long. */
const OUT_OF_REACH = /^5\d\d 5\.2\.2\b|^given up after /

/** Why nothing more was sent, with the mail server's name where only its reply is known. */
export function haltedLine({ environment }: App, halted: string): string {
  const host = smtpHosts(environment.smtpUrl ?? '')
  const isReply = host && /^[45]\d\d /.test(halted)
  const why = isReply ? `mail server ${host} answers: ${sentence(halted)} Ask whoever runs it.` : sentence(halted)
  return `${why} What is left waits in the ledger for the next run.`
}

/** A text that another sentence may follow. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/** A time in milliseconds as people read it, such as `Mon 20 May 2024 08:00`. */
export function timeIn(zone: string, at: number): string {
  return DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat('ccc d LLL yyyy HH:mm')
}

/** When the next digests are due, in the site's zone; nothing when none is. */
export function upcomingLine(dues: UpcomingDue[], zone: string): string[] {
  if (dues.length === 0) return []
  const parts = dues.map(({ cadence, dueAt, count }) => {
    return `${cadence} ${timeIn(zone, dueAt)} (${plural(count, 'subscriber')})`
  })
  return [`Next digests (times in ${zone}): ${parts.join('; ')}.`]
}
