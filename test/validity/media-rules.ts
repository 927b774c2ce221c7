import type { Complaints } from './complaint.ts'
import { isMailAddress, isMimeType, isWebAddress } from './values.ts'
import { childOf, childrenOf, type XmlNode } from './xml-node.ts'
import { judgeAttributes, judgeChildren, judgePlainText } from './xml-rules.ts'

/** Media RSS 1.5.1. */
export function judgeMedia(node: XmlNode, complaints: Complaints): void {
  judgeAttributes(node, ['url'], ['medium', 'type', 'fileSize', 'width', 'height', 'duration'], complaints)
  const { url = '', medium = 'image', type = 'image/png', fileSize = '1' } = node.attributes
  if (!isWebAddress(url)) complaints.error('address-invalid', `media: ${url}`)
  if (!/^(?:image|audio|video|document|executable)$/.test(medium)) complaints.error('medium-unknown', medium)
  if (!isMimeType(type)) complaints.error('type-invalid', `media: ${type}`)
  if (!/^[1-9]\d*$/.test(fileSize)) complaints.error('length-invalid', `media: ${fileSize}`)
  judgeChildren(node, { 'media:description': 'at most once' }, [], complaints)
}

export function judgeEnclosure(node: XmlNode, complaints: Complaints): void {
  judgeAttributes(node, ['url', 'length', 'type'], [], complaints)
  const { url = '', length = '', type = '' } = node.attributes
  if (!isWebAddress(url)) complaints.error('address-invalid', `enclosure: ${url}`)
  if (!/^\d+$/.test(length)) complaints.error('length-invalid', `enclosure: ${length}`)
  if (!isMimeType(type)) complaints.error('type-invalid', `enclosure: ${type}`)
}

/** What podcast directories ask of a channel as soon as it, or an item of it, says anything to them. */
export function judgeShow(channel: XmlNode, complaints: Complaints): void {
  const items = childrenOf(channel, 'item')
  const isPodcast = [channel, ...items].some(({ children }) => children.some(({ name }) => name.startsWith('itunes:')))
  if (!isPodcast) return
  for (const name of ['itunes:category', 'itunes:explicit', 'itunes:image', 'itunes:owner', 'itunes:author'])
    if (childOf(channel, name) === undefined) complaints.warning('podcast-element-missing', name)
  const owner = childOf(channel, 'itunes:owner')
  const email = owner && childOf(owner, 'itunes:email')
  if (owner && !isMailAddress(email?.text ?? '')) complaints.error('mail-address-invalid', 'itunes:owner')
  if (!/^(?:true|false)$/.test(childOf(channel, 'itunes:explicit')?.text ?? 'true'))
    complaints.error('podcast-value-invalid', 'itunes:explicit')
  for (const { children } of [channel, ...items])
    for (const child of children.filter(({ name }) => name.startsWith('itunes:')))
      judgePodcastElement(child, complaints)
}

function judgePodcastElement(node: XmlNode, complaints: Complaints): void {
  if (node.name === 'itunes:author') {
    judgePlainText(node, complaints)
    if (node.text.length > 255) complaints.error('text-too-long', node.name)
  }
  if (node.name === 'itunes:duration' && !/^\d+(?:(?::[0-5]\d){1,2})?$/.test(node.text))
    complaints.error('podcast-value-invalid', `${node.name}: ${node.text}`)
  if (node.name === 'itunes:image' && !isWebAddress(node.attributes.href ?? ''))
    complaints.error('address-invalid', node.name)
}
