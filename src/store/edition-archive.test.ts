import { describe, expect, it } from 'vitest'
import { announce, NOW, newEdition, planFor, planForAll, planOf, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { configSchema } from '../config/schema.ts'
import { editionName } from '../digests/edition-name.ts'
import { prepareEdition } from '../mail/prepare-edition.ts'
import { tokensFor, withTokenMark } from '../mail/tokens.ts'
import { claimDeliveries, markSending } from './claims.ts'
import type { Db } from './db.ts'
import { archivedEditions, archivedHtml, editionFinder } from './edition-archive.ts'
import { stopEditionsWith } from './editions.ts'
import { recordOutcomes } from './outcomes.ts'
import { keepEditions } from './plan-writes.ts'
import { applyScan } from './posts.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }

/** Everything that is ready is handed over, and answered. */
async function sendAll(db: Db, state: 'accepted' | 'bounced' = 'accepted'): Promise<void> {
  const claims = await claimDeliveries(db, CLAIM)
  await markSending(db, CLAIM, claims)
  const outcomes = claims.map((claim) => ({ ...claim, state, reply: '', countsAttempt: true }))
  await recordOutcomes(db, CLAIM.owner, outcomes, NOW)
}

describe.each(KINDS)('the archive of editions in %s', (kind) => {
  it('shows a digest from the moment at which the first of it went out', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, 'ada')
    expect([await archivedEditions(db, { limit: 9 }), await archivedHtml(db, editionId)]).toEqual([[], null])
    await sendAll(db)
    expect(await archivedEditions(db, { limit: 9 })).toEqual([
      {
        id: editionId,
        name: editionName('one'),
        subject: 'Digest one',
        preheader: 'In short',
        posts: 1,
        frozenAt: NOW,
      },
    ])
    expect(await archivedHtml(db, editionId)).toBe('<p>Hello</p>')
  })

  it('leaves out a digest that came back from everybody', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await sendAll(db, 'bounced')
    expect(await archivedEditions(db, { limit: 9 })).toEqual([])
  })

  it('leaves out a digest that was stopped before it began', async () => {
    const { db } = await freshStore(kind)
    const { editionId, posts } = await planFor(db, 'ada')
    await stopEditionsWith(db, posts[0]!.id, NOW)
    await sendAll(db)
    expect([await archivedEditions(db, { limit: 9 }), await archivedHtml(db, editionId)]).toEqual([[], null])
  })

  it('leaves out a digest with a post that was withdrawn after it had gone out', async () => {
    const { db } = await freshStore(kind)
    const { editionId, posts, lease } = await planFor(db, 'ada')
    await sendAll(db)
    await applyScan(db, lease, planOf({ update: [{ ...posts[0]!, withdrawnAt: NOW }] }))
    expect([await archivedEditions(db, { limit: 9 }), await archivedHtml(db, editionId)]).toEqual([[], null])
  })

  it('leaves out mail that went out to one person', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await sendAll(db)
    const { id } = await db
      .updateTable('editions')
      .set({ kind: 'confirmation' })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect([await archivedEditions(db, { limit: 9 }), await archivedHtml(db, id)]).toEqual([[], null])
  })

  it('lists the newest first, and goes on behind one of them', async () => {
    const { db } = await freshStore(kind)
    const { lease, posts } = await planFor(db, 'ada')
    for (const [index, name] of ['two', 'three'].entries()) {
      await sendAll(db)
      const more = await announce(db, lease, name)
      await subscribe(db, `reader ${index}`, { addressKey: `${name}@example.org`, address: `${name}@example.org` })
      await planForAll(db, lease, name, [...posts, ...more])
    }
    await sendAll(db)
    const page = await archivedEditions(db, { limit: 2 })
    expect(page.map(({ subject, posts }) => [subject, posts])).toEqual([
      ['Digest three', 2],
      ['Digest two', 2],
    ])
    const rest = await archivedEditions(db, { before: page[1]!.id, limit: 2 })
    expect(rest.map(({ subject }) => subject)).toEqual(['Digest one'])
  })

  it('finds an edition by its name, also one that was planned after another was looked for', async () => {
    const { db } = await freshStore(kind)
    const find = editionFinder(db)
    const { editionId } = await planFor(db, 'ada')
    expect(await find(editionName('one'))).toBe(editionId)
    expect(await find(editionName('two'))).toBe(null)
    const ids = await db.transaction().execute((trx) => keepEditions(trx, [newEdition('two', [])]))
    expect(await find(editionName('two'))).toBe(ids.get('two'))
  })
})

it('names an edition as the headers of its messages do', () => {
  const config = configSchema.parse({ site: { title: 'A', url: 'https://a.example' }, digest: { from: 'a@a.example' } })
  const edition = newEdition('one', [])
  const html = withTokenMark('<p>Hello</p>', tokensFor('Hello'))
  expect(prepareEdition({ ...edition, html, id: 1, state: 'open' }, config).name).toBe(editionName('one'))
})
