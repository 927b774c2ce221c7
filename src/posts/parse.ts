import { withoutAbsent } from './absent.ts'
import { ownSlugOf, permalinkOf, statedPathOf } from './addresses.ts'
import { cleanText, looksBinary } from './clean-text.ts'
import { isHeldBack, languageOf, ownFieldsOf } from './fields.ts'
import { type FrontMatter, readFrontMatter } from './front-matter.ts'
import { ignoredName, isProjectFile, type Place, placeOf, slugOf } from './location.ts'
import { flagIn, type Lookup, lookupIn, textOf } from './lookup.ts'
import { type Opening, openingOf } from './opening.ts'
import { pathDateOf } from './path-date.ts'
import type { ParsedFile, Post } from './post.ts'
import { statedDate, unstatedDate, updatedDate } from './post-date.ts'
import { withoutPrompt } from './shell-prompt.ts'
import { categoriesOf } from './tags.ts'
import { titleFromSlug } from './title-text.ts'
import { Unreadable } from './unreadable.ts'

/** `zone` is the IANA name of the zone of dates that name none; `language` the site's (BCP 47). */
export type ParseOptions = { zone: string; language: string }

/** Reads one file below posts/. `path` is relative to it, with "/" and the extension. Never throws. */
export function parsePost(file: { path: string; text: string }, options: ParseOptions): ParsedFile {
  try {
    return parsed(file, options)
  } catch (error) {
    const line = error instanceof Unreadable ? error.line : null
    return { kind: 'rejected', line, reason: (error as Error).message }
  }
}

/** A file taken apart: `places` are the path that its text names, if any, and its own. */
type Source = {
  path: string
  places: [Place, ...Place[]]
  matter: FrontMatter | undefined
  lookup: Lookup
  rest: string
  restLine: number
}

function parsed({ path, text }: { path: string; text: string }, options: ParseOptions): ParsedFile {
  const ignored = ignoredName(path)
  if (ignored) return { kind: 'ignored', reason: ignored }
  const own = placeOf(path, options.language)
  try {
    const source = sourceOf(path, own, text, options)
    if (flagIn(source.lookup('eleventyexcludefromcollections')?.value)) {
      return { kind: 'ignored', reason: 'is kept out of collections by its front matter' }
    }
    if (source.places.some((place) => place.isDraft) || isHeldBack(source.lookup)) return draft(source)
    return post(source, options)
  } catch (error) {
    if (own.isDraft) return { kind: 'draft' }
    throw error
  }
}

function sourceOf(path: string, own: Place, written: string, options: ParseOptions): Source {
  if (looksBinary(written)) throw new Unreadable(null, 'is no text in UTF-8. Save it as UTF-8.')
  const { text, path: named, lines } = withoutPrompt(cleanText(written))
  const matter = frontMatterAfter(text, lines)
  const places: [Place, ...Place[]] = named ? [placeOf(named, options.language), own] : [own]
  const lookup = lookupIn(matter ?? { data: {}, block: '', blockLine: 1 })
  return { path, places, matter, lookup, rest: matter?.body ?? text, restLine: matter?.bodyLine ?? lines + 1 }
}

function frontMatterAfter(text: string, lines: number): FrontMatter | undefined {
  try {
    const matter = readFrontMatter(text)
    return matter && { ...matter, blockLine: matter.blockLine + lines, bodyLine: matter.bodyLine + lines }
  } catch (error) {
    throw error instanceof Unreadable && error.line ? new Unreadable(error.line + lines, error.message) : error
  }
}

function draft(source: Source): ParsedFile {
  const title = textOf(source.lookup('title')) ?? openingOf(source.rest, source.matter && NOTHING_STATED).title
  return title === undefined ? { kind: 'draft' } : { kind: 'draft', title }
}

const NOTHING_STATED = { title: undefined, hasDate: false }

function post(source: Source, options: ParseOptions): ParsedFile {
  const { path, places, matter, lookup, rest, restLine } = source
  if (!matter && rest.trim() === '') throw new Unreadable(null, 'is empty. Write a post into it, or remove it.')
  const stated = statedDate(lookup, options.zone)
  if (isProjectFile(path) && places.length === 1 && stated === undefined) {
    return { kind: 'ignored', reason: 'is a file about the folder, without a date' }
  }
  const paths = [...places, statedPathOf(lookup)].filter((each) => each !== undefined)
  const hasDate = stated !== undefined || paths.some((each) => pathDateOf(each))
  const opening = openingOf(rest, matter && { title: textOf(lookup('title')), hasDate })
  if (!matter && !hasDate && !opening.dateline && /\.txt$/i.test(path)) {
    return { kind: 'ignored', reason: 'is a text without front matter and date' }
  }
  const publishedAt = stated ?? unstatedDate({ places: paths, dateline: inFile(opening, restLine) }, options.zone)
  const [place] = places
  const title = opening.title ?? titleFromSlug(place.slug)
  if (title === '' || place.slug === '') throw new Unreadable(null, 'has no name. Rename it like hello.md.')
  const address = addressOf(place, ownSlugOf(lookup), title)
  const { slug } = address
  if (isOnlyComments(opening.body)) return { kind: 'draft', title }
  return {
    kind: 'post',
    post: withoutAbsent<Post>({
      ...ownFieldsOf(lookup),
      ...address,
      title,
      subtitle: textOf(lookup('subtitle')) ?? opening.subtitle,
      publishedAt,
      updatedAt: updatedDate(lookup, options.zone, publishedAt),
      permalink: permalinkOf(lookup, { publishedAt, zone: options.zone, slug, categories: categoriesOf(lookup) }),
      language: languageOf(lookup) ?? place.language,
      body: opening.body,
      path,
    }),
  }
}

/** A post that was begun with `new` and has no words yet. */
function isOnlyComments(body: string): boolean {
  return /^\s*<!--/.test(body) && body.replace(/<!--.*?-->/gs, '').trim() === ''
}

function addressOf(place: Place, ownSlug: string | undefined, title: string): Addresses {
  const { location } = place
  if (ownSlug === undefined) return { ownSlug, location, slug: slugOf(location, title) }
  return { ownSlug, location: [...location.split('/').slice(0, -1), ownSlug].join('/'), slug: ownSlug }
}

type Addresses = { ownSlug: string | undefined; location: string; slug: string }

function inFile({ dateline }: Opening, restLine: number): Opening['dateline'] {
  return dateline && { ...dateline, line: dateline.line + restLine - 1 }
}
