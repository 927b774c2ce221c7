import type { WrittenDate } from './date-forms.ts'
import type { Place } from './location.ts'

const IN_NAME = [/^(\d{4})-(\d{1,2})-(\d{1,2})(?=[-_ .]|$)/, /^(\d{4})_(\d{2})_(\d{2})(?=[-_ .]|$)/]

/**
 * The date in the name of a file (2024-05-20-slug.md) or in its folders (2024/05/20/slug.md, 2024/05-20-slug.md), as
 * written.
 */
export function pathDateOf({
  folders,
  name,
}: Pick<Place, 'folders' | 'name'>): { date: WrittenDate; text: string } | undefined {
  for (const form of IN_NAME) {
    const found = form.exec(name)
    if (found) return written(found[0], found.slice(1))
  }
  const path = [...folders, name].join('/')
  const found = /(?:^|\/)(\d{4})\/(\d{1,2})[/-](\d{1,2})(?=[/_ -]|$)/.exec(path)
  return found ? written(found[0].replace(/^\//, ''), found.slice(1)) : undefined
}

function written(text: string, parts: string[]): { date: WrittenDate; text: string } {
  const [year, month, day] = parts.map(Number) as [number, number, number]
  return { date: { year, month, day, end: text.length }, text }
}
