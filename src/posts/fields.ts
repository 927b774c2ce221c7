import type { MaybeAbsent } from './absent.ts'
import { aliasesOf, ownIdOf } from './addresses.ts'
import { authorsOf } from './authors.ts'
import { flagIn, flagOf, type Lookup, refuse, scalarText, textOf } from './lookup.ts'
import { enclosuresOf, imageOf } from './media.ts'
import type { PostContent } from './post.ts'
import { tagsOf } from './tags.ts'

/** The fields of a front matter that need nothing but itself; its `expiryDate` is none of them: what was announced stays. */
export type OwnFields = Pick<
  PostContent,
  'ownId' | 'tags' | 'authors' | 'description' | 'image' | 'enclosures' | 'aliases'
>

/** Reads them all; throws Unreadable with the line of the first that is wrong. */
export function ownFieldsOf(lookup: Lookup): MaybeAbsent<OwnFields> {
  return {
    ownId: ownIdOf(lookup),
    tags: tagsOf(lookup),
    authors: authorsOf(lookup),
    description: descriptionOf(lookup),
    image: imageOf(lookup),
    enclosures: enclosuresOf(lookup),
    aliases: aliasesOf(lookup),
  }
}

/** Whether the front matter keeps its post from the public: a draft, `published: false`, or a status that says so. */
export function isHeldBack(lookup: Lookup): boolean {
  if (flagOf(lookup('draft'))) return true
  if (flagIn(lookup('published')?.value) === false || flagIn(lookup('publish')?.value) === false) return true
  return /^(?:draft|private|pending)$/i.test(String(lookup('status')?.value ?? ''))
}

function descriptionOf(lookup: Lookup): string | undefined {
  for (const name of ['description', 'excerpt', 'summary']) {
    const field = lookup(name)
    const text = typeof field?.value === 'boolean' ? undefined : textOf(field)
    if (text) return text
  }
  return undefined
}

/**
 * The language that a front matter names, as a BCP 47 tag. Refuses a `lang` or `locale` that is none; `language` may as
 * well be that of a program or of a film.
 */
export function languageOf(lookup: Lookup): string | undefined {
  const field = lookup('lang', 'locale')
  const text = textOf(field)
  if (field !== undefined && text !== undefined) {
    return tagIn(text) ?? refuse(field, 'is no language tag. Write it like en or pt-BR.')
  }
  const tag = tagIn(scalarText(lookup('language')?.value) ?? '')
  return tag && Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0 ? tag : undefined
}

function tagIn(text: string): string | undefined {
  if (text === '') return undefined
  try {
    const [tag] = Intl.getCanonicalLocales(text.replace(/[.@].*$/, '').replace(/_/g, '-'))
    return tag && /^[a-z]{2,3}(?:-|$)/.test(tag) ? tag : undefined
  } catch {
    return undefined
  }
}
