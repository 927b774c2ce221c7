import { DateTime } from 'luxon'
import { type Field, type Lookup, listOf, refuse, scalarText, textOf } from './lookup.ts'

/**
 * The permanent id that a file names itself, as written: any `guid`, for readers of its old feed know the post by it, and
 * an `id` that begins as a URI does. Any other `id` is the file's own business. Refuses one of several lines or with
 * control characters, and a number that says no more how it was written.
 */
export function ownIdOf(lookup: Lookup): string | undefined {
  const guid = lookup('guid')
  const field = guid ?? lookup('id')
  if (field === undefined || (field !== guid && !/^[a-z][a-z0-9+.-]*:\S/i.test(String(field.value)))) return undefined
  const id = Number.isSafeInteger(field.value) ? String(field.value) : field.value
  if (typeof id === 'string' && id.trim().length <= 1000 && !NO_ID.test(id.trim())) return id.trim()
  return refuse(field, 'is no id. Write it in quotes and on one line, such as "tag:example.org,2024-05-20:hello".')
}

const NO_ID = /[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u

/** `slug` of the front matter, without slashes around it. */
export function ownSlugOf(lookup: Lookup): string | undefined {
  const segments = textOf(lookup('slug', 'postslug'))?.split('/') ?? []
  return segments.filter((segment) => !/^\.{0,2}$/.test(segment)).join('/') || undefined
}

/** Earlier addresses of the post. Obsidian's aliases are other names of the note, and no addresses. */
export function aliasesOf(lookup: Lookup): string[] {
  const fields = ['aliases', 'alias', 'redirectfrom', 'redirects'].map((name) => lookup(name))
  const aliases = fields.flatMap((field) => (field ? addressesIn(field) : []))
  return [...new Set(aliases)]
}

function addressesIn(field: Field): string[] {
  if (typeof field.value === 'boolean') return []
  const texts = listOf(field.value).map((item) => {
    const text = scalarText(item)
    return text ?? refuse(field, `is no list of addresses. Write it as ${field.name}: [/old-address/].`)
  })
  return texts.filter((text) => text !== '' && (text.includes('/') || !/\s/.test(text)))
}

/** The address that a front matter states: `permalink` or `url`, or the `path` of Zola and Gatsby. */
function statedAddress(lookup: Lookup): Field | undefined {
  return ['permalink', 'url', 'path']
    .map((name) => lookup(name))
    .find((each) => each && typeof each.value !== 'boolean')
}

/** The folders and the name of a stated address, which may hold the date of the post as the path of a file does. */
export function statedPathOf(lookup: Lookup): { folders: string[]; name: string } | undefined {
  const segments = (scalarText(statedAddress(lookup)?.value) ?? '').replace(/^https?:\/\/[^/]*/i, '').split('/')
  const folders = segments.filter((segment) => segment !== '')
  const name = folders.pop()
  return name === undefined ? undefined : { folders, name }
}

/** What the placeholders of a permalink stand for. */
export type PermalinkParts = { publishedAt: number; zone: string; slug: string; categories: string[] }

/**
 * The address that the front matter states: a whole URL, or a path that begins with a slash, with Jekyll's
 * placeholders filled in.
 */
export function permalinkOf(lookup: Lookup, parts: PermalinkParts): string | undefined {
  const field = statedAddress(lookup)
  if (field === undefined || typeof field.value === 'object') return undefined
  const text = scalarText(field.value) ?? ''
  if (/\{\{|\{%|<%/.test(text)) {
    refuse(field, 'is a template, which only the site generator can fill in. Write the address itself: /hello/.')
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return `/${filledIn(text, parts)}`.replace(/^\/+/, '/')
  if (/^https?:/i.test(text) && URL.canParse(text)) return text
  return refuse(field, 'is no web address. Write it as /hello/ or https://example.org/hello/.')
}

function filledIn(path: string, { publishedAt, zone, slug, categories }: PermalinkParts): string {
  if (!path.includes(':')) return path
  const date = DateTime.fromMillis(publishedAt, { zone })
  const values: Record<string, string> = {
    ...{ year: date.toFormat('yyyy'), month: date.toFormat('MM'), day: date.toFormat('dd') },
    ...{ short_year: date.toFormat('yy'), i_month: String(date.month), i_day: String(date.day) },
    ...{
      y_day: date.toFormat('ooo'),
      hour: date.toFormat('HH'),
      minute: date.toFormat('mm'),
      second: date.toFormat('ss'),
    },
    ...{ title: slug, slug, categories: categories.join('/').toLowerCase(), output_ext: '.html' },
  }
  return path.replace(/:([a-z_]+)/g, (whole, name: string) => values[name] ?? whole).replace(/\/{2,}/g, '/')
}
