/**
 * What the name of a file says about its post. `slug` is the last segment of `location`; `folders` and `name` are as
 * written.
 */
export type Place = {
  location: string
  slug: string
  language?: string
  isDraft: boolean
  folders: string[]
  name: string
}

const EXTENSION = /\.(?:md|markdown|mdown|mkdn?|mdx|txt)$/i
const DATE_PREFIX = /^\d{4}-\d{1,2}-\d{1,2}[-_ ]+(?=\S)/
const BUNDLE = /^(?:index|readme)$/i

/**
 * The place of a post on the site, from the path of its file below posts/: no extension, no date before the name, no
 * `_posts` or `_drafts`, and a bundle (`slug/index.md`) is its folder. A suffix like `.fr` names the language, and is
 * the first segment of the location unless it is the site's own. Segments are in Unicode's NFC, and never `.` or `..`.
 */
export function placeOf(path: string, siteLanguage: string): Place {
  const segments = path
    .normalize('NFC')
    .replace(/\\/g, '/')
    .replace(/[\u0000-\u001F\u007F]/g, '')
    .split('/')
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
  const file = (segments.pop() ?? '').replace(EXTENSION, '')
  const [bare, language] = languageSuffix(file)
  const isDraft = segments.some((folder) => /^_?drafts$/i.test(folder))
  const folders = segments.filter((folder) => !/^_(?:posts|drafts)$/i.test(folder))
  const name = BUNDLE.test(bare) && folders.length > 0 ? (folders.pop() as string) : bare
  const slug = name.replace(DATE_PREFIX, '')
  const prefix = language && !isSameLanguage(siteLanguage, language) ? [language.toLowerCase()] : []
  const location = [...prefix, ...folders, slug].join('/')
  return { location, slug, ...(language ? { language } : {}), isDraft, folders, name }
}

/** Why the name of a file says that it is no post; undefined when it does not. */
export function ignoredName(path: string): string | undefined {
  if (/(?:^|\/)_index(?:\.[a-z-]+)?\.[a-z]+$/i.test(path)) return 'is the page of a section'
  if (/^index(?:\.[a-z-]+)?\.[a-z]+$/i.test(path)) return 'is the start page of the folder'
  return undefined
}

/**
 * Whether a file at the top of the folder is one of those that lie beside every project; such a file needs a date to be
 * a post.
 */
export function isProjectFile(path: string): boolean {
  return /^(?:readme|licen[cs]e|copying|changelog|contributing|code_of_conduct|security)\.[a-z]+$/i.test(path)
}

/**
 * The slug of a post: the last segment of its location, or as many as are the title's, when the slashes of the title
 * became folders.
 */
export function slugOf(location: string, title: string): string {
  const segments = location.split('/')
  const count = title.split('/').length
  const end = segments.slice(-count).join('/')
  return count > 1 && bareLetters(end) === bareLetters(title) ? end : (segments.at(-1) as string)
}

function bareLetters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}/]/gu, '')
}

/** Two letters, and a region if any, that are a language people write in. */
function languageSuffix(file: string): [name: string, language?: string] {
  const [, name, language] = /^(.+)\.([a-z]{2}(?:[-_][a-z]{2,4})?)$/i.exec(file) ?? []
  if (name === undefined || language === undefined) return [file]
  const tag = language.replace('_', '-')
  return Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0 ? [name, tag] : [file]
}

function isSameLanguage(site: string, language: string): boolean {
  return `${site}-`.toLowerCase().startsWith(`${language}-`.toLowerCase())
}
