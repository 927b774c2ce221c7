/**
 * The option that was probably meant by a misspelt word, for "Did you mean ...?".
 * Case does not count. Undefined when nothing is near: more than a third of the letters, at least one, would have to change.
 */
export function closest(word: string, options: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const option of options) {
    if (Math.abs(option.length - wanted.length) >= least) continue
    const steps = distance(wanted, option.toLowerCase())
    if (steps < least && steps < option.length) [best, least] = [option, steps]
  }
  return best
}

/** Letters to add, drop, replace or swap with their neighbour, to get from one word to the other. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
        swapped ? beforeLast[column - 2]! + 1 : Number.POSITIVE_INFINITY,
      )
    }
    ;[beforeLast, last] = [last, current]
  }
  return last[to.length]!
}
