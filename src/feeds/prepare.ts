import type { Author } from '../posts/post.ts'
import type { Entry, Media } from './entry.ts'
import { escapeHtml, webUrl } from './words.ts'

/** An entry of which every value may stand in any of the formats as it is. */
export type ReadyEntry = Pick<Entry, 'id' | 'url' | 'title' | 'publishedAt' | 'updatedAt' | 'summary' | 'tags'> & {
  /** HTML of the whole post; empty where feeds show summaries. */
  content: string
  authors: Author[]
  /** Only when it is not the site's. */
  language: string | undefined
  picture: (Partial<Media> & { url: string }) | undefined
  /** Enclosures, and the picture when its size is known. */
  files: Media[]
}

/** Leaves out what a post got wrong (an author's address that is none, a language that is none): the entry itself stays. */
export function prepareEntry(entry: Entry, siteLanguage: string, full: boolean): ReadyEntry {
  const url = webUrl(entry.url)
  if (url === undefined)
    throw new Error(`${entry.id}: "${entry.url}" is no web address. Write it like https://blog.example.org/post/.`)
  const image = entry.image && prepareMedia(entry.image)
  const enclosures = entry.enclosures.flatMap((media) => prepareMedia(media) ?? [])
  const pictureFile = image && isMedia(image) && image.length > 0 ? [image] : []
  return {
    id: entry.id,
    url,
    title: entry.title,
    publishedAt: entry.publishedAt,
    updatedAt: entry.updatedAt,
    // Formats want words: a post that is a picture alone has none but its title.
    summary: entry.summary.trim() === '' ? entry.title : entry.summary,
    tags: [...new Set(entry.tags.filter((tag) => tag.trim() !== ''))],
    content: full ? withSubtitle(entry) : '',
    authors: prepareAuthors(entry.authors),
    language: otherLanguage(entry.language, siteLanguage),
    picture: image,
    files: uniqueByUrl([...enclosures.filter(isMedia), ...pictureFile]),
  }
}

/** Authors with a name, each with the parts that are valid. */
export function prepareAuthors(authors: Author[]): Author[] {
  return authors
    .filter((author) => author.name.trim() !== '')
    .map(({ name, email, url }) => ({
      name,
      ...(email !== undefined && MAIL_ADDRESS.test(email) && { email }),
      ...(url !== undefined && webUrl(url) !== undefined && { url: webUrl(url) }),
    }))
}

const MAIL_ADDRESS = /^[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/
const MIME_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+/

function prepareMedia<M extends Entry['image'] & {}>(media: M): M | undefined {
  const url = webUrl(media.url)
  if (url === undefined) return undefined
  if (!isMedia(media)) return { ...media, url }
  const length = Number.isSafeInteger(media.length) && media.length > 0 ? media.length : 0
  return { ...media, url, length, type: MIME_TYPE.exec(media.type)?.[0].toLowerCase() ?? 'application/octet-stream' }
}

function isMedia(media: Entry['image'] & {}): media is Media {
  return 'length' in media
}

function withSubtitle(entry: Entry): string {
  const html = entry.html.trim() === '' ? '' : entry.html
  return entry.subtitle ? `<p><em>${escapeHtml(entry.subtitle)}</em></p>\n${html}` : html
}

function otherLanguage(language: string | undefined, siteLanguage: string): string | undefined {
  if (language === undefined || !LANGUAGE.test(language)) return undefined
  return language.toLowerCase() === siteLanguage.toLowerCase() ? undefined : language
}

function uniqueByUrl(files: Media[]): Media[] {
  return files.filter((file, index) => files.findIndex((other) => other.url === file.url) === index)
}
