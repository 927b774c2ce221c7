import { describe, expect, it } from 'vitest'
import { costOf, heldByBudget, type Outgoing } from './budget.ts'

const NOTHING_YET = { day: 0, month: 0 }

function edition(key: string, size: number, more: Partial<Outgoing> = {}): Outgoing {
  return { key, gains: size, size, approvedSize: null, usual: null, ...more }
}

describe('an edition out of proportion', () => {
  it('is held when it is more than ten times the largest of late', () => {
    const held = heldByBudget([edition('a', 1001, { usual: 100 }), edition('b', 1000, { usual: 100 })], {}, NOTHING_YET)
    expect([...held]).toEqual([
      ['a', 'it would go to 1001 subscribers, more than ten times as many as the largest of late, which went to 100'],
    ])
  })

  it('is let through when it is the first of its site, or goes to a hundred at most', () => {
    expect(heldByBudget([edition('a', 1_000_000), edition('b', 100, { usual: 1 })], {}, NOTHING_YET).size).toBe(0)
  })

  it('is let through once a person did so, until it has grown tenfold again', () => {
    const grown = (size: number) => edition('a', size, { usual: 1, gains: 5, approvedSize: 200 })
    expect(heldByBudget([grown(2000)], { perRun: 10, perDay: 1 }, NOTHING_YET).size).toBe(0)
    expect(heldByBudget([grown(2001)], {}, NOTHING_YET).get('a')).toBe(
      'it would go to 2001 subscribers, more than ten times as many as when it was let go, to 200',
    )
  })
})

describe('an edition over the budget', () => {
  it('is held while others that fit go on', () => {
    const held = heldByBudget([edition('a', 60), edition('b', 50), edition('c', 40)], { perRun: 100 }, NOTHING_YET)
    expect([...held]).toEqual([
      ['b', 'with it, 110 digests would go out in this run, and digest.budget.perRun allows 100'],
    ])
  })

  it('is measured as a whole when it gains subscribers later', () => {
    const later = edition('a', 120, { gains: 60 })
    expect(heldByBudget([later], { perRun: 100 }, NOTHING_YET).has('a')).toBe(true)
    expect(heldByBudget([later], { perDay: 120 }, { day: 60, month: 60 }).has('a')).toBe(false)
  })

  it('counts what went out and what waits, today and this month', () => {
    const standing = { day: 95, month: 995 }
    expect(heldByBudget([edition('a', 5)], { perDay: 100, perMonth: 1000 }, standing).size).toBe(0)
    expect(heldByBudget([edition('a', 6)], { perDay: 100 }, standing).get('a')).toContain(
      '101 digests would go out today',
    )
    expect(heldByBudget([edition('a', 6)], { perMonth: 1000 }, standing).get('a')).toContain('this month')
  })

  it('is held by the tighter of messages and cost', () => {
    const budget = { pricePerThousand: 0.1, costPerRun: 0.02, perRun: 500 }
    expect(heldByBudget([edition('a', 200)], budget, NOTHING_YET).size).toBe(0)
    expect(heldByBudget([edition('a', 201)], budget, NOTHING_YET).get('a')).toContain(
      'digest.budget.costPerRun allows 200',
    )
    expect(heldByBudget([edition('a', 501)], { ...budget, costPerRun: 1 }, NOTHING_YET).get('a')).toContain(
      'perRun allows 500',
    )
  })
})

it('tells a cost only with a price', () => {
  expect(costOf(1200, {})).toBe(null)
  expect(costOf(12_000, { pricePerThousand: 0.1 })).toBe('1.20')
  expect(costOf(3, { pricePerThousand: 0.1 })).toBe('0.0003')
  expect(costOf(0, { pricePerThousand: 0.1 })).toBe('0.00')
})
