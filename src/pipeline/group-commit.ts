/**
 * Gathers items for at most `waitMs`, or until `most` are there, and hands them to `commit` together, one commit at a time.
 * @param commit answers in the order of its items; when it throws, every item of the group does
 */
export function groupCommit<Item, Answer>(
  commit: (items: Item[]) => Promise<Answer[]>,
  waitMs: number,
  most: number = Number.POSITIVE_INFINITY,
): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let busy = false
  let timer: NodeJS.Timeout | undefined

  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
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
      if (!busy) {
        busy = true
        timer = setTimeout(flush, waitMs)
      }
      if (timer !== undefined && waiting.length >= most) void flush()
    })
}
