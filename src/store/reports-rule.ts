import { fateOfReply, isOutOfReach, SOFT_DAYS, SOFT_EDITIONS } from '../deliveries/bounce-rule.ts'
import { reportDetail } from '../deliveries/report.ts'
import type { Trx } from './db.ts'
import { type Ending, endSubscribers } from './endings.ts'
import { sentTo } from './reports-history.ts'

/** How somebody's mail ends when too much of it has bounced softly by now; null when not. `detail` is the last of it. */
export async function outOfReach(trx: Trx, { id, detail }: Ending): Promise<Ending | null> {
  if (!isOutOfReach(await sentTo(trx, id))) return null
  const why = `${SOFT_EDITIONS} editions in ${SOFT_DAYS} days bounced, the last with: ${reportDetail(detail)}`
  return { id, detail: why }
}

/** Ends who among these has been out of reach for too long, where a delivery to them has just bounced while it was sent. */
export async function endOutOfReach(
  trx: Trx,
  bounced: readonly { subscriberId: number; reply: string | null }[],
  now: number,
): Promise<void> {
  const endings: Ending[] = []
  for (const { subscriberId: id, reply } of bounced) {
    const ending = fateOfReply(reply) === 'soft' ? await outOfReach(trx, { id, detail: reply ?? '' }) : null
    if (ending) endings.push(ending)
  }
  if (endings.length > 0) await endSubscribers(trx, 'bounced', endings, now)
}
