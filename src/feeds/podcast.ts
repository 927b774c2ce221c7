import type { Author } from '../posts/post.ts'
import type { Channel } from './channel.ts'
import { chooseEnclosure, isPlayable } from './enclosure.ts'
import type { ReadyEntry } from './prepare.ts'
import { element, type XmlElement } from './xml-tree.ts'

export const PODCAST_NAMESPACE = { 'xmlns:itunes': 'http://www.itunes.com/dtds/podcast-1.0.dtd' }

/** What podcast directories want of the whole; nothing for a site that is no podcast. */
export function showElements({ author, title, podcast }: Channel): XmlElement[] {
  if (podcast === undefined) return []
  const { cover, category, explicit, owner } = podcast
  return [
    element('itunes:author', {}, author?.name ?? title),
    element('itunes:owner', {}, [element('itunes:name', {}, owner.name), element('itunes:email', {}, owner.email)]),
    element('itunes:image', { href: cover }),
    categoryElement(category.split(' > ')),
    element('itunes:explicit', {}, String(explicit)),
  ]
}

function categoryElement([text, ...inner]: string[]): XmlElement {
  return element('itunes:category', { text }, inner.length > 0 ? [categoryElement(inner)] : [])
}

/** What podcast readers want of an episode, as far as it is known; nothing for a post that cannot be played. */
export function episodeElements(entry: ReadyEntry, authors: Author[]): XmlElement[] {
  const episode = chooseEnclosure(entry.files)
  if (episode === undefined || !isPlayable(episode)) return []
  const seconds = episode.durationSeconds
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
