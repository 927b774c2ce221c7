import { fateOfReply, type Sent } from '../deliveries/bounce-rule.ts'
import type { Trx } from './db.ts'
import { weightKept } from './delivery-reports.ts'

/** More than anybody gets between two looks at it. */
const LOOKED_AT = 500

/**
 * What was sent to the address that a subscriber has now, the latest 500, with what became of it as far as it is known: what
 * a server took and nothing came back about has arrived.
 */
export async function sentTo(trx: Trx, subscriberId: number): Promise<Sent[]> {
  const movedAt = await addressChangedAt(trx, subscriberId)
  const rows = await trx
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['deliveries.id', 'edition_id as editionId', 'deliveries.state', 'reply', 'planned_at as at'])
    .where('subscriber_id', '=', subscriberId)
    .where('deliveries.state', 'in', ['accepted', 'bounced'])
    .where('changed_at', '>', movedAt)
    .where('kind', '<>', 'address')
    .orderBy('planned_at', 'desc')
    .limit(LOOKED_AT)
    .execute()
  const reported = await bouncesOf(trx, subscriberId)
  return rows.map(({ id, editionId, state, reply, at }) => {
    const fate = reported.get(id) ?? (state === 'accepted' ? 'arrived' : fateOfReply(reply))
    return { editionId, at, fate }
  })
}

async function bouncesOf(trx: Trx, subscriberId: number): Promise<Map<number, Sent['fate']>> {
  const rows = await trx
    .selectFrom('reports')
    .select(['delivery_id as id', 'is_hard as isHard', 'status', 'detail'])
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', 'bounced')
    .execute()
  return new Map(
    rows.flatMap(({ id, ...said }) => {
      if (id === null) return []
      return [[id, weightKept(said) === 'alarm' ? 'unclear' : 'soft'] as const]
    }),
  )
}

/** When somebody confirmed the address that they have now, in milliseconds; 0 when they always had it. */
export async function addressChangedAt(trx: Trx, subscriberId: number): Promise<number> {
  const row = await trx
    .selectFrom('consents')
    .select((eb) => eb.fn.max('confirmed_at').as('at'))
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', 'address')
    .executeTakeFirst()
  return row?.at ?? 0
}
