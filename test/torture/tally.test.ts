import { describe, expect, it } from 'vitest'
import { type Acceptance, boundOf, type LedgerRow, peakRate, sum, tally } from './tally.ts'

const PLANNED = Date.UTC(2024, 4, 20, 8)
const ADA = 'ada@example.org'
const BEN = 'ben@example.org'

function taken(delivery: number, to: string, ...marks: string[]): Acceptance {
  return { id: `<${delivery}.${PLANNED.toString(36)}.abc@blog.example.org>`, to, marks, at: PLANNED }
}

function row(id: number, address: string, state: LedgerRow['state'], resends = 0): LedgerRow {
  return { id, plannedAt: PLANNED, address, state, resends }
}

const BOTH = { readers: [ADA, BEN], marks: ['mark-1'] }
const EACH_ONCE = [taken(1, ADA, 'mark-1'), taken(2, BEN, 'mark-1')]

describe('a tally', () => {
  it('finds nothing wrong where each got each post once', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'accepted')]
    expect(tally(EACH_ONCE, ledger, BOTH, 0)).toEqual({
      ...{ planned: 2, lost: 0, doubled: 0, inDoubt: 0, bound: 0, problems: [] },
    })
  })

  it('calls a delivery lost that the ledger has as accepted and the server never took', () => {
    const { lost, problems } = tally(
      [taken(1, ADA, 'mark-1')],
      [row(1, ADA, 'accepted'), row(2, BEN, 'accepted')],
      BOTH,
      0,
    )
    expect([lost, problems]).toEqual([1, ['1 lost']])
  })

  it('calls a post lost that was never planned for somebody', () => {
    const { lost } = tally([taken(1, ADA, 'mark-1')], [row(1, ADA, 'accepted')], BOTH, 0)
    expect(lost).toBe(1)
  })

  it.each(['in_doubt', 'bounced', 'cancelled'] as const)('does not call lost what is %s', (state) => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, state)]
    expect(tally([taken(1, ADA, 'mark-1')], ledger, BOTH, 0)).toMatchObject({ lost: 0, problems: [] })
  })

  it('allows an extra copy of what was in doubt, as often as the bound says', () => {
    const copies = [...EACH_ONCE, taken(2, BEN, 'mark-1')]
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'accepted', 1)]
    expect(tally(copies, ledger, BOTH, 1)).toMatchObject({ doubled: 1, inDoubt: 1, problems: [] })
    expect(tally(copies, ledger, BOTH, 0).problems).toEqual(['1 doubled, and at most 0 may be'])
  })

  it('does not allow an extra copy that the ledger was not in doubt of', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'accepted')]
    expect(tally([...EACH_ONCE, taken(2, BEN, 'mark-1')], ledger, BOTH, 9).problems).toEqual([
      '1 doubled that the ledger was not in doubt of',
    ])
  })

  it('finds the same post in two editions for one reader', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'accepted'), row(3, BEN, 'accepted')]
    expect(tally([...EACH_ONCE, taken(3, BEN, 'mark-1')], ledger, BOTH, 9)).toMatchObject({
      doubled: 1,
      problems: ['1 times the same post in two editions'],
    })
  })

  it('wants every delivery to come to an end', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'deferred')]
    expect(tally(EACH_ONCE, ledger, BOTH, 0).problems).toEqual(['1 not brought to an end'])
  })

  it('finds a message that the ledger knows nothing of', () => {
    expect(tally(EACH_ONCE, [row(1, ADA, 'accepted')], BOTH, 0).problems).toEqual([
      '1 taken that the ledger does not know',
    ])
  })

  it('finds a bounce that was no bounce', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'bounced')]
    expect(tally(EACH_ONCE, ledger, BOTH, 0).problems).toEqual(['1 bounced, but taken'])
  })
})

it('K is one message for each connection and what a commit interval of 5 ms brings', () => {
  expect([boundOf(5, 0), boundOf(5, 300), boundOf(5, 3000)]).toEqual([5, 7, 20])
})

it('the rate is that of the busiest tenth of a second', () => {
  expect(peakRate([0, 10, 99, 100, 950].map((at) => ({ at })))).toBe(30)
  expect(peakRate([])).toBe(0)
})

it('several tallies make one', () => {
  const one = tally(EACH_ONCE, [row(1, ADA, 'accepted')], BOTH, 2)
  expect(sum([one, one])).toMatchObject({ planned: 2, lost: 0, bound: 4, problems: [...one.problems, ...one.problems] })
})
