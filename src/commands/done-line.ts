import { paceOf } from '../pipeline/done-editions.ts'
import type { DoneEdition } from '../store/under-way.ts'
import { duration, number } from './progress-line.ts'

/** A rate of less says nothing. */
const SHORT_SECONDS = 10

/** One sentence on an edition that is done: `Done: "Hello": 3,000 planned, 2,999 accepted, 1 bounced, in 12 s (250 a second).` */
export function doneLine(edition: DoneEdition): string {
  const { subject, planned, accepted, bounced, retried, inDoubt, cancelled } = edition
  const { seconds, rate } = paceOf(edition)
  const counts = [
    `${number(planned)} planned`,
    `${number(accepted)} accepted`,
    ...(bounced > 0 ? [`${number(bounced)} bounced`] : []),
    ...(inDoubt > 0 ? [`${number(inDoubt)} in doubt`] : []),
    ...(cancelled > 0 ? [`${number(cancelled)} cancelled`] : []),
    ...(retried > 0 ? [`${number(retried)} tried more than once`] : []),
  ]
  const pace = seconds < SHORT_SECONDS ? '' : ` (${number(rate)} a second)`
  return `Done: "${subject}": ${counts.join(', ')}, in ${duration(seconds)}${pace}.`
}
