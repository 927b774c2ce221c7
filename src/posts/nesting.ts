import { type DefaultTreeAdapterTypes, parseFragment, serialize } from 'parse5'
import { sanitise } from './sanitise.ts'

const MOST_ROUNDS = 5

/** Feeds show a post in the body of a page, where no row stands outside of a table. */
const DIV = parseFragment('<div></div>').childNodes[0] as DefaultTreeAdapterTypes.Element

/**
 * Sanitised HTML as a browser nests it: no block in a paragraph, no link in a link, nothing in a table that belongs to
 * no cell. HTML that is nested so already is answered as it is.
 */
export function nestProperly(html: string, options: { url: string }): string {
  let nested = html
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parsed = serialize(parseFragment(DIV, nested, {}))
    if (tagsOf(parsed) === tagsOf(nested)) return nested
    nested = sanitise(parsed, options)
  }
  return nested
}

/** The names of all tags in turn; values of attributes may hold angle brackets. */
function tagsOf(html: string): string {
  return Array.from(html.matchAll(/<(\/?[a-z][a-z0-9]*)(?:\s(?:"[^"]*"|[^">])*)?>/g), ([, name]) => name).join(' ')
}
