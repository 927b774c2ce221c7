import { describe, expect, it } from 'vitest'
import { announce, NOW, planFor, planForAll } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { readStory } from './delivery-story.ts'

describe.each(KINDS)('the story of a person in %s', (kind) => {
  it('has their messages, newest first, with what was answered and what came back', async () => {
    const { db } = await freshStore(kind)
    const { lease, subscribers } = await planFor(db, 'ada', 'bob')
    const id = subscribers[0]!.id
    const [first] = await db.selectFrom('deliveries').selectAll().where('subscriber_id', '=', id).execute()
    const row = { delivery_id: first!.id, attempt: 1, state: 'deferred', reply: '450 later', at: NOW + 1 } as const
    await db
      .insertInto('attempts')
      .values([
        { ...row, epoch: 3, attempt: 2, at: NOW + 2 },
        { ...row, epoch: 1 },
      ])
      .execute()
    const report = { source: 'inbound', subscriber_id: id, is_hard: 1, status: '5.1.1', detail: 'gone', at: NOW + 3 }
    await db
      .insertInto('reports')
      .values([
        { ...report, kind: 'bounced', source_key: 'a', delivery_id: first!.id, edition_id: first!.edition_id },
        { ...report, kind: 'complained', source_key: 'b', delivery_id: null, edition_id: null },
      ])
      .execute()
    await db.updateTable('subscribers').set({ due_at: NOW }).execute()
    await planForAll(db, lease, 'two', await announce(db, lease, 'second'))

    const story = await readStory(db, id, { limit: 10, now: NOW })
    expect(story.deliveries.map(({ subject }) => subject)).toEqual(['Digest two', 'Digest one'])
    expect(story.deliveries[1]).toMatchObject({
      attempts: [{ attempt: 1 }, { attempt: 2, reply: '450 later', state: 'deferred' }],
      reports: [{ kind: 'bounced', isHard: true, detail: 'gone' }],
    })
    expect(story).toMatchObject({ total: 2, reports: [{ kind: 'complained', deliveryId: null }] })
    expect(await readStory(db, id, { limit: 1, now: NOW })).toMatchObject({
      deliveries: [{ subject: 'Digest two' }],
      total: 2,
    })
    expect((await readStory(db, subscribers[1]!.id, { limit: 10, now: NOW })).deliveries[1]).toMatchObject({
      attempts: [],
      reports: [],
    })
  })
})
