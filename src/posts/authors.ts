import { type Field, isMapping, type Lookup, listOf, refuse, scalarText } from './lookup.ts'
import type { Author } from './post.ts'

/** The authors of a post, from names, `Name <address>`, mappings with a name, and lists of these. */
export function authorsOf(lookup: Lookup): Author[] {
  const field = lookup('authors', 'author')
  if (field === undefined || field.value === false) return []
  const authors = listOf(field.value).map((item) => authorOf(field, item))
  return authors.filter((author) => author !== undefined)
}

function authorOf(field: Field, item: unknown): Author | undefined {
  if (isMapping(item)) return fromMapping(field, item)
  const text = scalarText(item)
  if (text === undefined) refuse(field, `is no author. Write it as ${field.name}: Ada Example.`)
  if (text === '') return undefined
  const [, name, address] = /^(.*?)\s*<([^<>\s]+@[^<>\s]+)>$/.exec(text) ?? []
  if (address !== undefined) return { name: name?.replace(/^"(.*)"$/, '$1') || address, email: address }
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? { name: text, email: text } : { name: text }
}

function fromMapping(field: Field, item: Record<string, unknown>): Author {
  const read = (...keys: string[]) => keys.map((key) => scalarText(item[key])).find((text) => text)
  const name = read('name', 'display_name', 'displayName')
  if (name === undefined) refuse(field, `has no name. Write it as ${field.name}: Ada Example.`)
  const email = read('email')
  const url = read('url', 'link', 'website', 'homepage')
  return {
    name,
    ...(email?.includes('@') ? { email } : {}),
    ...(url && /^(?:https?:)?\/|^\w/.test(url) ? { url } : {}),
  }
}
