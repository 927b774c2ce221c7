import { describe, expect, it } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { dueGroups, upcomingDues } from './compose.ts'

const DUE = { now: NOW, force: false }
const topical = (topics: string[] | null, cadence: 'weekly' | 'instant' = 'weekly') => ({
  preferences: { cadence, hour: 8, weekday: 1, monthday: 1, zone: 'UTC', topics },
})

describe.each(KINDS)('who is due in %s', (kind) => {
  it('is grouped by cursor, topics and cadence', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'ada')
    await subscribe(db, 'bob', { cursor: 2 })
    await subscribe(db, 'cy', topical(['rust']))
    await subscribe(db, 'dee', topical(['rust']))
    const groups = await dueGroups(db, DUE)
    expect(groups).toHaveLength(3)
    expect(groups).toContainEqual({ cursor: 0, topics: null, cadence: 'weekly', count: 1 })
    expect(groups).toContainEqual({ cursor: 0, topics: '["rust"]', cadence: 'weekly', count: 2 })
    expect(groups).toContainEqual({ cursor: 2, topics: null, cadence: 'weekly', count: 1 })
  })

  it('is active, and their time has come, unless it is forced', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'later', { dueAt: NOW + 1 })
    await subscribe(db, 'pending', { state: 'pending' })
    expect(await dueGroups(db, DUE)).toEqual([])
    expect(await dueGroups(db, { ...DUE, force: true })).toEqual([
      { cursor: 0, topics: null, cadence: 'weekly', count: 1 },
    ])
  })

  it('is left out when there is neither news for them nor a time to move', async () => {
    const { db } = await freshStore(kind)
    const instant = topical(null, 'instant')
    await subscribe(db, 'read-all', { ...instant, cursor: 5 })
    await subscribe(db, 'weekly', { cursor: 5 })
    await subscribe(db, 'later', { cursor: 5, dueAt: NOW + 1 })
    const due = async (when: { lastSeq: number; force?: boolean }) =>
      (await dueGroups(db, { ...DUE, ...when })).map(({ cadence, count }) => [cadence, count])
    expect(await due({ lastSeq: 5 })).toEqual([['weekly', 1]])
    expect(await due({ lastSeq: 5, force: true })).toEqual([['weekly', 1]])
    expect(await due({ lastSeq: 6 })).toEqual([
      ['instant', 1],
      ['weekly', 1],
    ])
    expect(await due({ lastSeq: 6, force: true })).toEqual([
      ['instant', 1],
      ['weekly', 2],
    ])
  })

  it('is foretold for each cadence', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'now')
    await subscribe(db, 'soon', { dueAt: NOW + 5 })
    await subscribe(db, 'later', { dueAt: NOW + 9 })
    expect(await upcomingDues(db, NOW)).toEqual([{ cadence: 'weekly', dueAt: NOW + 5, count: 2 }])
  })
})
