import { type Field, type Lookup, listOf, refuse, scalarText } from './lookup.ts'

/** Tags and categories of a post together, as first written, each once whatever its case. */
export function tagsOf(lookup: Lookup): string[] {
  const tags = [...namesIn(lookup('tags'), /[,\n]/), ...namesIn(lookup('tag'), /[,\n]/), ...categoriesOf(lookup)]
  const seen = new Map(tags.map((tag) => [tag.toLowerCase(), tag] as const).reverse())
  return tags.filter((tag) => seen.get(tag.toLowerCase()) === tag).filter((tag, at, all) => all.indexOf(tag) === at)
}

/** The categories alone. A string of several words without a comma is several categories, as Jekyll reads it. */
export function categoriesOf(lookup: Lookup): string[] {
  return [...namesIn(lookup('categories'), /[,\s]/), ...namesIn(lookup('category'), /[,\n]/)]
}

function namesIn(field: Field | undefined, separator: RegExp): string[] {
  if (field === undefined || field.value === false) return []
  if (typeof field.value !== 'string')
    return listOf(field.value)
      .map((item) => nameOf(field, item))
      .filter(Boolean)
  const text = field.value
  const parts = text.split(text.includes(',') ? /[,\n]/ : /^\s*#\S+(?:\s+#\S+)+\s*$/.test(text) ? /\s/ : separator)
  return parts.map((part) => nameOf(field, part)).filter(Boolean)
}

function nameOf(field: Field, item: unknown): string {
  const name = scalarText(item)
  if (name === undefined) refuse(field, `is no list of names. Write it as ${field.name}: [one, two].`)
  return name.replace(/^#+\s*/, '')
}
