import type { KeptContent } from '../store/posts.ts'

/**
 * Sorts out, while a folder is read, what of it has to be kept: posts that may be mailed, and the newest ones, which
 * stand in feeds. The rest of a large archive stays where it is, in its files.
 */
export function wantedContents(firstMailedDay: number, newestCount: number) {
  let mailable: KeptContent[] = []
  let newest: KeptContent[] = []
  const cut = () => {
    newest = newest.sort((a, b) => b.content.publishedAt - a.content.publishedAt).slice(0, newestCount)
  }
  return {
    offer: (content: KeptContent): void => {
      if (content.content.publishedAt >= firstMailedDay) mailable.push(content)
      else newest.push(content)
      if (newest.length >= newestCount * 2) cut()
    },
    /** What may be mailed of what was offered since the last call. */
    take: (): KeptContent[] => {
      const taken = mailable
      mailable = []
      return taken
    },
    /** The newest of the others, at the end. */
    takeNewest: (): KeptContent[] => {
      cut()
      return newest
    },
  }
}
