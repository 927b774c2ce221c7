import { DateTime } from 'luxon'
import type { App } from '../app.ts'
import type { PostSummary, Rejection, ScanReport } from '../posts/plan.ts'
import type { UpcomingDue } from '../store/compose.ts'
import type { PersonCase } from '../store/deliveries.ts'

/** The first line of every run: rehearsal or live. */
export function modeLine({ mode, environment }: App): string {
  if (mode === 'rehearsal') return 'Rehearsal: SMTP_URL is not set, so every message stays in data/rehearsal/inbox/.'
  return `Live: messages go out through ${URL.parse(environment.smtpUrl ?? '')?.host ?? 'SMTP_URL'}.`
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

export function rejectedLines(rejected: Rejection[]): string[] {
  return rejected.map(({ path, line, reason }) => `${path}${line === null ? '' : `:${line}`}: ${reason}`)
}

export function attentionLines(cases: PersonCase[]): string[] {
  return cases.map(({ state, address, reply }) =>
    state === 'bounced'
      ? `${address}: bounced: ${reply} Correct the address or remove it: npm run dateline -- subscribers remove ${address}`
      : `${address}: in doubt: ${reply} It may have arrived. Dateline sends it once more after eleven minutes, unless delivery.inDoubt says otherwise.`,
  )
}

/** When the next digests are due, in the site's zone; nothing when none is. */
export function upcomingLine(dues: UpcomingDue[], zone: string): string[] {
  if (dues.length === 0) return []
  const parts = dues.map(({ cadence, dueAt, count }) => {
    const when = DateTime.fromMillis(dueAt, { zone, locale: 'en' }).toFormat('ccc d LLL yyyy HH:mm')
    return `${cadence} ${when} (${plural(count, 'subscriber')})`
  })
  return [`Next digests: ${parts.join('; ')}`]
}
