import { sql } from 'kysely'
import { type Claimable, claimable } from './claimable.ts'
import type { Db } from './db.ts'

/** An edition that was planned before, and of which the next run sends so many messages. */
export type OpenEdition = { id: number; subject: string; ready: number; deferred: number; inDoubt: number }

/** The editions of which something may be claimed, oldest first, with numbers of deliveries. None of them is held. */
export async function openEditions(db: Db, when: Claimable): Promise<OpenEdition[]> {
  const kinds = ['ready', 'deferred', 'inDoubt'] as const
  const editions = new Map<number, OpenEdition>()
  for (const [index, query] of claimable(db, when).entries()) {
    const rows = await db
      .selectFrom('editions')
      .innerJoin(query.clearSelect().clearOrderBy().select('edition_id').as('due'), 'due.edition_id', 'editions.id')
      .select(['editions.id', 'subject', sql<number>`count(*)`.as('count')])
      .where('held_at', 'is', null)
      .groupBy(['editions.id', 'subject'])
      .execute()
    for (const { id, subject, count } of rows) {
      const edition = editions.get(id) ?? { id, subject, ready: 0, deferred: 0, inDoubt: 0 }
      const kind = kinds[index]
      if (kind) edition[kind] = count
      editions.set(id, edition)
    }
  }
  return [...editions.values()].toSorted((a, b) => a.id - b.id)
}
