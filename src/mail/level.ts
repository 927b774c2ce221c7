/** How much of an edition's posts is shown. */
export type Level = {
  /** Words of the first post's excerpt. */
  lead: number
  /** Words of the excerpts of the others. */
  rest: number
  /** Posts with an excerpt; the others are shown by their titles. */
  told: number
  /** Posts shown at all; the others are counted. */
  shown: number
}

/** More than these fit into no message, so that nothing is lost by not trying. */
const MOST_TOLD = 40
const MOST_SHOWN = 250

const FEWER_TOLD = [25, 15, 8, 4]
const FEWER_SHOWN = [200, 150, 100, 60, 40, 25, 15, 10, 6, 3, 2, 1]

/** The levels of an edition of `count` posts, fullest first: words go first, then excerpts, then posts. The last is empty. */
export function levelsOf(count: number): Level[] {
  const told = Math.min(count, MOST_TOLD)
  const shown = Math.min(count, MOST_SHOWN)
  return [
    { lead: count === 1 ? 220 : 110, rest: 55, told, shown },
    { lead: 70, rest: 30, told, shown },
    ...FEWER_TOLD.filter((fewer) => fewer < told).map((fewer) => ({ lead: 70, rest: 30, told: fewer, shown })),
    { lead: 40, rest: 0, told: 1, shown },
    ...FEWER_SHOWN.filter((fewer) => fewer < shown).map((fewer) => ({ lead: 40, rest: 0, told: 1, shown: fewer })),
    { lead: 0, rest: 0, told: 0, shown: 1 },
    { lead: 0, rest: 0, told: 0, shown: 0 },
  ]
}
