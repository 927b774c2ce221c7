/**
 * Acts once `performance.now()` has come to `time`, and never before: a timer of Node counts in whole milliseconds, cut off, and
 * may end up to two of them early.
 * @returns what calls it off
 */
export function wakeAt(time: number, act: () => void): () => void {
  const look = () => {
    const left = time - performance.now()
    if (left <= 0) act()
    else timer = setTimeout(look, Math.ceil(left))
  }
  let timer = setTimeout(look, Math.max(0, Math.ceil(time - performance.now())))
  return () => clearTimeout(timer)
}
