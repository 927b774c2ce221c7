import type { Selectable } from 'kysely'
import type { KeptConsent } from '../subscribers/csv-consents.ts'
import type { Listed } from '../subscribers/csv-export.ts'
import type { KeptSuppression } from '../subscribers/csv-suppression.ts'
import { consentOf } from './consents.ts'
import type { Db } from './db.ts'
import type { Schema } from './schema.ts'
import { listSubscribers } from './subscribers.ts'

const PAGE = 100

/** Every subscriber with all that is kept of them, in the order in which they came: memory stays flat. */
export async function* eachListed(db: Db): AsyncGenerator<Listed> {
  for (let afterId = 0; ; ) {
    const page = await listSubscribers(db, { afterId, limit: PAGE })
    const lastId = page.at(-1)?.id ?? afterId
    const suppressions = await suppressionsBetween(db, afterId, lastId)
    const consents = await consentsBetween(db, afterId, lastId)
    for (const subscriber of page) {
      const { id } = subscriber
      yield { subscriber, suppression: suppressions.get(id) ?? null, consents: consents.get(id) ?? [] }
    }
    if (page.length < PAGE) return
    afterId = lastId
  }
}

/** Every address, or hash of one, that gets no mail and is no subscriber's. */
export async function* eachSuppressedAddress(db: Db): AsyncGenerator<KeptSuppression> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('suppressions')
      .selectAll()
      .where('address_key', '>', after)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('subscribers')
              .select('subscribers.id')
              .whereRef('subscribers.address_key', '=', 'suppressions.address_key'),
          ),
        ),
      )
      .orderBy('address_key')
      .limit(PAGE)
      .execute()
    yield* rows.map(suppressionOf)
    if (rows.length < PAGE) return
    after = rows.at(-1)!.address_key
  }
}

async function suppressionsBetween(db: Db, after: number, last: number): Promise<Map<number, KeptSuppression>> {
  const rows = await db
    .selectFrom('subscribers')
    .innerJoin('suppressions', 'suppressions.address_key', 'subscribers.address_key')
    .selectAll('suppressions')
    .select('subscribers.id')
    .where('subscribers.id', '>', after)
    .where('subscribers.id', '<=', last)
    .execute()
  return new Map(rows.map((row) => [row.id, suppressionOf(row)]))
}

function suppressionOf(row: Selectable<Schema['suppressions']>): KeptSuppression {
  return { key: row.address_key, reason: row.reason, detail: row.detail, at: row.created_at }
}

async function consentsBetween(db: Db, after: number, last: number): Promise<Map<number, KeptConsent[]>> {
  const rows = await db
    .selectFrom('consents')
    .selectAll()
    .where('subscriber_id', '>', after)
    .where('subscriber_id', '<=', last)
    .orderBy('id')
    .execute()
  const consents = new Map<number, KeptConsent[]>()
  for (const row of rows) {
    const { subscriberId, ...kept } = consentOf(row)
    consents.set(subscriberId, [...(consents.get(subscriberId) ?? []), kept])
  }
  return consents
}
