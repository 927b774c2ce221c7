import type { Entry, Media } from '../feeds/entry.ts'
import { localMedia } from '../files/media.ts'
import { excerptText } from '../posts/excerpt.ts'
import type { KnownPost } from '../posts/known.ts'
import { renderMarkdown } from '../posts/markdown.ts'
import type { Enclosure, PostContent } from '../posts/post.ts'
import { postUrl } from '../posts/post-url.ts'
import type { Site } from './contents.ts'

/** Words of a summary. */
const SUMMARY_WORDS = 60

type Means = {
  site: Site
  /** Gathers the paths of local files that went into the entry. */
  media: string[]
}

/** The feed entry of a post: addresses made whole, text rendered, media measured. */
export function entryOf(post: KnownPost, content: PostContent, means: Means): Entry {
  const { site } = means.site.config
  const url = postUrl(post, site)
  const enclosures = content.enclosures.flatMap((enclosure) => mediaOf(enclosure, post, url, means) ?? [])
  const image = content.image && imageOf(content.image, post, url, means)
  return {
    id: post.id,
    url,
    title: content.title,
    ...(content.subtitle !== undefined && { subtitle: content.subtitle }),
    publishedAt: post.publishedAt,
    updatedAt: Math.max(post.updatedAt ?? 0, post.publishedAt),
    html: renderMarkdown(content.body, { url }),
    summary: excerptText(content, SUMMARY_WORDS),
    authors: content.authors.length > 0 ? content.authors : site.author ? [site.author] : [],
    ...(content.language !== undefined && { language: content.language }),
    tags: content.tags,
    ...(image && { image }),
    enclosures,
  }
}

function mediaOf(enclosure: Enclosure, post: KnownPost, postAddress: string, means: Means): Media | undefined {
  const url = URL.parse(enclosure.src, postAddress)?.href
  if (!url) return undefined
  const local = localFile(enclosure.src, post, means)
  const type = local?.type ?? enclosure.type
  if (!type) return undefined
  const { title, durationSeconds } = enclosure
  return {
    url,
    type,
    length: local?.length ?? enclosure.length ?? 0,
    ...(title !== undefined && { title }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  }
}

function imageOf(image: NonNullable<PostContent['image']>, post: KnownPost, postAddress: string, means: Means) {
  const url = URL.parse(image.src, postAddress)?.href
  if (!url) return undefined
  const local = localFile(image.src, post, means)
  const alt = image.alt === undefined ? {} : { alt: image.alt }
  return local ? { url, ...alt, type: local.type, length: local.length } : { url, ...alt }
}

function localFile(src: string, post: KnownPost, { site, media }: Means) {
  const local = localMedia(site.paths.root, post.path, src)
  if (local) media.push(local.path)
  return local
}
