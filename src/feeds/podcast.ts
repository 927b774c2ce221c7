import type { Author } from '../posts/post.ts'
import type { Channel } from './channel.ts'
import { chooseEnclosure, isPlayable } from './enclosure.ts'
import type { ReadyEntry } from './prepare.ts'
import { element, type XmlElement } from './xml-tree.ts'

export const PODCAST_NAMESPACE = { 'xmlns:itunes': 'http://www.itunes.com/dtds/podcast-1.0.dtd' }

/** Whether a podcast reader can play the post. */
export function isEpisode(entry: ReadyEntry): boolean {
  return entry.files.some(isPlayable)
}

/** What podcast readers want of the whole, as far as it is known. */
export function showElements({ author, title }: Channel): XmlElement[] {
  const elements = [element('itunes:author', {}, author?.name ?? title)]
  if (author?.email === undefined) return elements
  const owner = element('itunes:owner', {})
  owner.children.push(element('itunes:name', {}, author.name), element('itunes:email', {}, author.email))
  return [...elements, owner]
}

/** What podcast readers want of an episode, as far as it is known. */
export function episodeElements(entry: ReadyEntry, authors: Author[]): XmlElement[] {
  const seconds = chooseEnclosure(entry.files)?.durationSeconds
  const { picture } = entry
  return [
    ...(authors.length > 0 ? [element('itunes:author', {}, authors.map(({ name }) => name).join(', '))] : []),
    ...(seconds ? [element('itunes:duration', {}, String(Math.round(seconds)))] : []),
    ...(picture && isArtwork(picture) ? [element('itunes:image', { href: picture.url })] : []),
  ]
}

/** Podcast readers show JPEG and PNG alone. A type that nobody knows is told by the address. */
function isArtwork({ type, url }: ReadyEntry['picture'] & {}): boolean {
  return type === undefined ? /\.(jpe?g|png)$/i.test(new URL(url).pathname) : /^image\/(jpeg|png)$/.test(type)
}
