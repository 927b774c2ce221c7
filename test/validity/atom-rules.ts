import type { Complaints } from './complaint.ts'
import { judgeHtml } from './html-rules.ts'
import { judgeMedia } from './media-rules.ts'
import { isAbsoluteIri, isAtomDate, isImplausible, isMailAddress, isWebAddress } from './values.ts'
import { childOf, childrenOf, type XmlNode } from './xml-node.ts'
import {
  type Counts,
  judgeAttributes,
  judgeChildren,
  judgeFeedLinks,
  judgeIds,
  judgeLanguage,
  judgeLink,
  judgePlainText,
  type Setting,
} from './xml-rules.ts'

const FEED: Counts = {
  ...{ 'atom:id': 'once', 'atom:title': 'once', 'atom:updated': 'once', 'atom:subtitle': 'at most once' },
  ...{ 'atom:generator': 'at most once', 'atom:logo': 'at most once', 'atom:icon': 'at most once' },
  ...{ 'atom:rights': 'at most once', 'fh:archive': 'at most once' },
  ...{ 'sy:updatePeriod': 'at most once', 'sy:updateFrequency': 'at most once' },
}

const ENTRY: Counts = {
  ...{ 'atom:id': 'once', 'atom:title': 'once', 'atom:updated': 'once', 'atom:published': 'at most once' },
  ...{ 'atom:summary': 'at most once', 'atom:content': 'at most once', 'atom:rights': 'at most once' },
}

const TOMBSTONE = '{http://purl.org/atompub/tombstones/1.0}deleted-entry'

/** Atom 1.0 (RFC 4287) with tombstones (RFC 6721). */
export function judgeAtom(feed: XmlNode, setting: Setting, complaints: Complaints): void {
  judgeChildren(feed, FEED, ['atom:entry', 'atom:link', 'atom:author', 'atom:category', TOMBSTONE], complaints)
  const entries = childrenOf(feed, 'atom:entry')
  const stones = childrenOf(feed, TOMBSTONE)
  judgeLanguage(feed.attributes['xml:lang'], 'feed', complaints)
  judgeFeedLinks(childrenOf(feed, 'atom:link'), childOf(feed, 'fh:archive') !== undefined, setting, complaints)
  judgeParts(feed, setting, complaints)
  judgeOrder(feed, complaints)
  const idOf = (node: XmlNode) => childOf(node, 'atom:id')?.text ?? ''
  judgeIds(
    [idOf(feed), ...entries.map(idOf), ...stones.map(({ attributes }) => attributes.ref ?? '')],
    true,
    complaints,
  )
  const changes = entries.map((entry) => childOf(entry, 'atom:updated')?.text)
  if (new Set(changes).size < changes.length) complaints.warning('updated-repeated', changes.join(' '))
  const isSigned = childOf(feed, 'atom:author') !== undefined
  for (const entry of entries) judgeEntry(entry, isSigned, setting, complaints)
  for (const stone of stones) {
    judgeAttributes(stone, ['ref', 'when'], [], complaints)
    if (!isAtomDate(stone.attributes.when ?? '')) complaints.error('date-invalid', 'deleted-entry when')
  }
}

function judgeEntry(entry: XmlNode, isSigned: boolean, setting: Setting, complaints: Complaints): void {
  judgeChildren(entry, ENTRY, ['atom:link', 'atom:author', 'atom:category', 'media:content'], complaints)
  if (!isSigned && childOf(entry, 'atom:author') === undefined) complaints.error('author-missing', 'entry')
  if ('xml:lang' in entry.attributes) judgeLanguage(entry.attributes['xml:lang'], 'entry', complaints)
  judgeParts(entry, setting, complaints)
  const links = childrenOf(entry, 'atom:link')
  for (const link of links) judgeLink(link, complaints)
  const alternates = links.filter(({ attributes }) => attributes.rel === 'alternate')
  if (alternates.length !== 1) complaints.error('alternate-not-one', String(alternates.length))
  if (!childOf(entry, 'atom:content') && !childOf(entry, 'atom:summary'))
    complaints.warning('entry-says-nothing', 'entry')
}

/** What a feed and an entry have alike. */
function judgeParts(node: XmlNode, { now }: Setting, complaints: Complaints): void {
  for (const child of node.children) {
    if (/:(?:updated|published)$/.test(child.name)) {
      if (!isAtomDate(child.text)) complaints.error('date-invalid', `${child.name}: ${child.text}`)
      else if (isImplausible(child.text, now)) complaints.warning('date-implausible', `${child.name}: ${child.text}`)
    }
    if (/:(?:title|subtitle|summary|content|rights)$/.test(child.name)) judgeText(child, complaints)
    if (child.name === 'atom:author') judgePerson(child, complaints)
    if (child.name === 'atom:category') judgeCategory(child, complaints)
    if (child.name === 'media:content') judgeMedia(child, complaints)
  }
}

function judgeText(node: XmlNode, complaints: Complaints): void {
  if (node.name === 'media:content') return
  judgeAttributes(node, [], ['type'], complaints)
  const { type = 'text' } = node.attributes
  if (type === 'text') judgePlainText(node, complaints)
  else if (type !== 'html') complaints.error('type-invalid', `${node.name}: ${type}`)
  else if (node.text.trim() === '') complaints.warning('text-empty', node.name)
  else judgeHtml(node.text, node.name, complaints)
}

function judgePerson(person: XmlNode, complaints: Complaints): void {
  judgeChildren(
    person,
    { 'atom:name': 'once', 'atom:email': 'at most once', 'atom:uri': 'at most once' },
    [],
    complaints,
  )
  const [name, email, uri] = ['name', 'email', 'uri'].map((part) => childOf(person, `atom:${part}`))
  if (name) judgePlainText(name, complaints)
  if (name && /<[^<>\s]+@[^<>\s]+>/.test(name.text)) complaints.warning('mail-address-in-name', name.text)
  if (email && !isMailAddress(email.text)) complaints.error('mail-address-invalid', email.text)
  if (uri && !isAbsoluteIri(uri.text)) complaints.error('address-invalid', `uri: ${uri.text}`)
}

function judgeCategory(category: XmlNode, complaints: Complaints): void {
  judgeAttributes(category, ['term'], ['scheme', 'label'], complaints)
  const { term = '', scheme } = category.attributes
  if (term.trim() === '') complaints.warning('attribute-empty', 'category term')
  if (scheme !== undefined && !isWebAddress(scheme)) complaints.error('address-invalid', `scheme: ${scheme}`)
}

function judgeOrder(feed: XmlNode, complaints: Complaints): void {
  const names = feed.children.map(({ name }) => name)
  const after = names.slice(names.includes('atom:entry') ? names.indexOf('atom:entry') : names.length)
  if (after.some((name) => name !== 'atom:entry' && name !== TOMBSTONE))
    complaints.error('element-after-entries', 'feed')
}
