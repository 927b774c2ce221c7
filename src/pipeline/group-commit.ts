/**
 * Gathers items for at most `waitMs` and hands them to `commit` together, one commit at a time.
 * @param commit answers in the order of its items; when it throws, every item of the group does
 */
export function groupCommit<Item, Answer>(
  commit: (items: Item[]) => Promise<Answer[]>,
  waitMs: number,
): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let busy = false

  const flush = async () => {
    const group = waiting
    waiting = []
    try {
      const answers = await commit(group.map(({ item }) => item))
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
    if (waiting.length > 0) void flush()
    else busy = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (busy) return
      busy = true
      setTimeout(flush, waitMs)
    })
}
