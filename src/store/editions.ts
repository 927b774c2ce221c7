import { sql } from 'kysely'
import type { Edition } from '../digests/edition.ts'
import { type Db, isPostgres, type Trx, transact } from './db.ts'
import { cancelled, isWaiting } from './ledger.ts'
import { idTable } from './rows.ts'

/** @throws Error when there is no such edition */
export async function readEdition(db: Db, id: number): Promise<Edition> {
  const row = await db
    .selectFrom('editions')
    .select([
      'id',
      'key',
      'kind',
      'subject',
      'preheader',
      'posts',
      'state',
      'created_at',
      'html',
      'text',
      'message_domain',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Error(`The ledger has no edition ${id}. Was its database changed by hand?`)
  const { created_at, message_domain, posts, ...same } = row
  return { ...same, posts: JSON.parse(posts), createdAt: created_at, messageDomain: message_domain }
}

type EditionPosts = { id: number; state: 'open' | 'stopped'; posts: string[] }

/**
 * Takes a withdrawn post out of what is to be sent: each edition with it that has not begun is stopped, and who was to
 * get it is due again at once with a cursor before its first post, so that its other posts come in a new edition. What
 * waits for the same people and holds posts that the new edition will hold is cancelled too. An edition is left as it
 * is when any of that was already handed to the mail server: nobody gets a post twice.
 * @returns the ids of the editions that were stopped
 */
export async function stopEditionsWith(db: Db, postId: string, now: number): Promise<number[]> {
  return transact(db, async (trx) => {
    const editions = await readEditionPosts(trx)
    const stopped: number[] = []
    for (const edition of editions.filter(({ state, posts }) => state === 'open' && posts.includes(postId))) {
      await lockEdition(trx, edition.id)
      const first = await firstSeq(trx, edition.posts)
      const again = await idsFrom(trx, first)
      const repeated = editions.filter(({ posts }) => posts.some((id) => again.has(id))).map(({ id }) => id)
      if (await hasBegun(trx, edition.id, [...new Set([...repeated, edition.id])])) continue
      await stop(trx, edition.id, repeated, first, now)
      stopped.push(edition.id)
    }
    return stopped
  })
}

async function readEditionPosts(trx: Trx): Promise<EditionPosts[]> {
  const rows = await trx.selectFrom('editions').select(['id', 'state', 'posts']).orderBy('id').execute()
  return rows.map((row) => ({ ...row, posts: JSON.parse(row.posts) }))
}

/** Waits for, and then keeps out, whoever is about to begin sending it. */
async function lockEdition(trx: Trx, id: number): Promise<void> {
  if (isPostgres(trx)) await trx.selectFrom('editions').select('id').where('id', '=', id).forUpdate().execute()
}

async function firstSeq(trx: Trx, posts: string[]): Promise<number> {
  const row = await trx
    .selectFrom('posts')
    .select((eb) => eb.fn.min('seq').as('seq'))
    .where('id', 'in', posts)
    .executeTakeFirst()
  return row?.seq ?? 1
}

/** The posts that a cursor before `seq` would bring. */
async function idsFrom(trx: Trx, seq: number): Promise<Set<string>> {
  const rows = await trx.selectFrom('posts').select('id').where('seq', '>=', seq).execute()
  return new Set(rows.map(({ id }) => id))
}

/** True when the edition, or what its subscribers would get again with it, has left the house in part. */
async function hasBegun(trx: Trx, id: number, repeated: number[]): Promise<boolean> {
  const row = await trx
    .selectFrom('deliveries')
    .select('id')
    .where('edition_id', 'in', repeated)
    .where((eb) => eb.or([eb('state', 'in', ['sending', 'accepted', 'in_doubt']), eb('resends', '>', 0)]))
    .where((eb) => eb.or([eb('edition_id', '=', id), eb('subscriber_id', 'in', waitingFor(trx, id))]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

function waitingFor(trx: Trx, editionId: number) {
  return trx.selectFrom('deliveries').select('subscriber_id').where('edition_id', '=', editionId).where(isWaiting())
}

async function stop(trx: Trx, id: number, repeated: number[], first: number, now: number): Promise<void> {
  const subscribers = (await waitingFor(trx, id).execute()).map((row) => row.subscriber_id)
  const stopped = () => trx.selectFrom(idTable(trx, subscribers)).select('v.id')
  const unheld = { held_at: null, held_why: null, approved_at: null }
  await trx
    .updateTable('editions')
    .set({ state: 'stopped', ...unheld })
    .where('id', '=', id)
    .execute()
  await trx
    .updateTable('deliveries')
    .set(cancelled('edition stopped', now))
    .where('edition_id', 'in', [...repeated, id])
    .where('subscriber_id', 'in', stopped())
    .where(isWaiting())
    .execute()
  await trx
    .updateTable('subscribers')
    .set({ cursor: sql<number>`case when "cursor" < ${first} then "cursor" else ${first - 1} end`, due_at: now })
    .where('id', 'in', stopped())
    .execute()
}
