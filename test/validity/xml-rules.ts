import type { Complaints } from './complaint.ts'
import { isAbsoluteIri, isLanguage, isMimeType, isWebAddress, looksLikeHtml } from './values.ts'
import { childrenOf, type XmlNode } from './xml-node.ts'

/** How often a child may stand in an element. */
export type Counts = Record<string, 'once' | 'at most once'>

/** Where a document lies, and when it is judged, in milliseconds. */
export type Setting = { address: string; now: number }

const RELATIONS =
  /^(?:alternate|current|describedby|enclosure|first|hub|last|license|next|next-archive|payment|prev-archive|previous|related|replies|search|self|up|via)$/

/** Whether every child may stand there, as often as it does. */
export function judgeChildren(node: XmlNode, counts: Counts, many: string[], complaints: Complaints): void {
  for (const [name, often] of Object.entries(counts)) {
    const found = childrenOf(node, name).length
    if (found > 1) complaints.error('element-repeated', `${node.name} > ${name}`)
    if (found === 0 && often === 'once') complaints.error('element-missing', `${node.name} > ${name}`)
  }
  for (const { name } of node.children)
    if (!(name in counts) && !many.includes(name)) complaints.error('element-unknown', `${node.name} > ${name}`)
  if (node.children.length > 0 && node.text.trim() !== '') complaints.error('text-misplaced', node.name)
}

export function judgeAttributes(node: XmlNode, needed: string[], allowed: string[], complaints: Complaints): void {
  for (const name of needed)
    if (!(name in node.attributes)) complaints.error('attribute-missing', `${node.name} ${name}`)
  for (const name of Object.keys(node.attributes))
    if (![...needed, ...allowed, 'xml:lang'].includes(name))
      complaints.error('attribute-unknown', `${node.name} ${name}`)
}

/** Text that is no HTML: there, and not to be taken for it. */
export function judgePlainText(node: XmlNode, complaints: Complaints): void {
  if (node.text.trim() === '') complaints.warning('text-empty', node.name)
  if (looksLikeHtml(node.text)) complaints.warning('html-undeclared', `${node.name}: ${node.text}`)
}

/** A link of Atom (RFC 4287, 4.2.7), also in RSS. */
export function judgeLink(link: XmlNode, complaints: Complaints): void {
  judgeAttributes(link, ['href'], ['rel', 'type', 'length', 'title', 'hreflang'], complaints)
  const { rel = 'alternate', type, length, href = '', title } = link.attributes
  if (!RELATIONS.test(rel)) complaints.warning('link-relation-unregistered', rel)
  if (!isWebAddress(href)) complaints.error('address-invalid', `link ${rel}: ${href}`)
  if (type !== undefined && !isMimeType(type)) complaints.error('type-invalid', `link ${rel}: ${type}`)
  if (length !== undefined && !/^\d+$/.test(length)) complaints.error('length-invalid', `link ${rel}: ${length}`)
  if (title !== undefined && title.trim() === '') complaints.warning('attribute-empty', `link ${rel} title`)
}

/** The links of a whole feed: itself, and its place in an archive (RFC 5005, 4). */
export function judgeFeedLinks(links: XmlNode[], isArchive: boolean, setting: Setting, complaints: Complaints): void {
  const by = (rel: string) => links.filter(({ attributes }) => attributes.rel === rel)
  for (const link of links) judgeLink(link, complaints)
  const [self] = by('self')
  if (self === undefined) complaints.warning('self-missing', 'feed')
  else if (self.attributes.href !== setting.address) complaints.warning('self-elsewhere', self.attributes.href ?? '')
  for (const rel of ['self', 'current', 'prev-archive']) if (by(rel).length > 1) complaints.error('link-repeated', rel)
  if (isArchive && by('current').length === 0) complaints.warning('archive-without-head', 'feed')
  if (isArchive && by('prev-archive').length + by('next-archive').length === 0)
    complaints.warning('archive-without-neighbours', 'feed')
}

export function judgeLanguage(language: string | undefined, at: string, complaints: Complaints): void {
  if (language === undefined) complaints.warning('language-missing', at)
  else if (!isLanguage(language)) complaints.error('language-invalid', `${at}: ${language}`)
}

/** Ids that stand once each; `mustBeIri` as Atom wants it. */
export function judgeIds(ids: string[], mustBeIri: boolean, complaints: Complaints): void {
  if (new Set(ids).size < ids.length) complaints.error('id-repeated', ids.join(' '))
  for (const id of ids) {
    if (id.trim() === '') complaints.error('id-empty', 'entry')
    if (mustBeIri && !isAbsoluteIri(id)) complaints.error('id-no-iri', id)
    if (!mustBeIri && /^\d{1,8}$/.test(id)) complaints.warning('id-hardly-unique', id)
  }
}
