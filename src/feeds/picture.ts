import type { ReadyEntry } from './prepare.ts'
import { element, type XmlElement } from './xml-tree.ts'

/** Media RSS: unlike an enclosure it may leave out a length that nobody knows. */
export function pictureElement(picture: ReadyEntry['picture'] & {}): XmlElement {
  const { url, type, length, alt } = picture
  const content = element('media:content', {
    url,
    medium: 'image',
    type,
    fileSize: length ? String(length) : undefined,
  })
  if (alt) content.children.push(element('media:description', { type: 'plain' }, alt))
  return content
}
