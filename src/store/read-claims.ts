import { sql } from 'kysely'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import type { Trx } from './db.ts'
import { idTable } from './rows.ts'

/** What the messages of claimed deliveries need, in no order. */
export async function readClaims(trx: Trx, ids: number[]): Promise<ClaimedDelivery[]> {
  const rows = await trx
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['deliveries.id', 'edition_id as editionId', 'kind', 'subscriber_id as subscriberId', 'address', 'name'])
    .select(['cadence', 'hour', 'weekday', 'monthday', 'zone', 'token_epoch as tokenEpoch'])
    .select([sql<number>`deliveries.attempts + 1`.as('attempt'), triedAt().as('triedAt'), 'epoch'])
    .select('planned_at as plannedAt')
    .where('deliveries.id', 'in', trx.selectFrom(idTable(trx, ids)).select('v.id'))
    .execute()
  const consents = await readOpenConsents(trx, rows)
  return rows.map((row) => withConsent(row, consents))
}

/** Since a person last had it sent again, if ever: their word stands among the attempts as `ready`. */
function triedAt() {
  return sql<number | null>`case when deliveries.attempts > 0 then (
    select min(tried.at) from attempts tried where tried.delivery_id = deliveries.id and tried.attempt > 0 and tried.epoch >
      coalesce((select max(epoch) from attempts word where word.delivery_id = deliveries.id and word.state = 'ready'), -1)
  ) end`
}

type Claimed = Omit<ClaimedDelivery, 'consent'>

type OpenConsent = { id: number; subscriberId: number; kind: 'subscribe' | 'address'; nonce: string; address: string }

/** What the mail among these asks to confirm; the latest of a subscriber comes last. */
async function readOpenConsents(trx: Trx, rows: Claimed[]): Promise<OpenConsent[]> {
  const asking = rows.filter(({ kind }) => kind === 'confirmation' || kind === 'address')
  if (asking.length === 0) return []
  return trx
    .selectFrom('consents')
    .select(['id', 'subscriber_id as subscriberId', 'kind', 'nonce', 'address'])
    .where(
      'subscriber_id',
      'in',
      asking.map(({ subscriberId }) => subscriberId),
    )
    .where('confirmed_at', 'is', null)
    .orderBy('id')
    .execute()
}

/** A new address is written to where it is, not where it was. */
function withConsent(row: Claimed, consents: OpenConsent[]): ClaimedDelivery {
  if (row.kind === 'digest' || row.kind === 'welcome') return { ...row, consent: null }
  const wanted = row.kind === 'address' ? 'address' : 'subscribe'
  const open = consents.findLast(({ subscriberId, kind }) => subscriberId === row.subscriberId && kind === wanted)
  const consent = open ? { id: open.id, nonce: open.nonce } : null
  return { ...row, consent, ...(row.kind === 'address' && open && { address: open.address }) }
}
