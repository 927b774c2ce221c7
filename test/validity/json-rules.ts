import type { Complaints } from './complaint.ts'
import { judgeHtml } from './html-rules.ts'
import { isAtomDate, isImplausible, isLanguage, isMimeType, isWebAddress } from './values.ts'
import { judgeIds, type Setting } from './xml-rules.ts'

type Fields = Record<string, unknown>
type Kinds = Record<string, (value: unknown) => boolean>

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== ''
const isAddress = (value: unknown) => typeof value === 'string' && isWebAddress(value)
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
const isDate = (value: unknown) => typeof value === 'string' && isAtomDate(value)
const isTag = (value: unknown) => typeof value === 'string' && isLanguage(value)
const isListOf = (isOne: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(isOne)
const isMapping = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

const HEAD: Kinds = {
  ...{ version: (value) => value === 'https://jsonfeed.org/version/1.1', title: isText, items: isListOf(isMapping) },
  ...{ home_page_url: isAddress, feed_url: isAddress, next_url: isAddress, icon: isAddress, favicon: isAddress },
  ...{ description: isText, language: isTag, authors: isListOf(isMapping), hubs: isListOf(isMapping) },
  expired: (value) => typeof value === 'boolean',
}

const ITEM: Kinds = {
  ...{ id: isText, url: isAddress, external_url: isAddress, title: isText, summary: isText, language: isTag },
  ...{ content_html: isText, content_text: isText, image: isAddress, banner_image: isAddress },
  ...{ date_published: isDate, date_modified: isDate, tags: isListOf(isText) },
  ...{ authors: isListOf(isMapping), attachments: isListOf(isMapping) },
}

const AUTHOR: Kinds = { name: isText, url: isAddress, avatar: isAddress }

const ATTACHMENT: Kinds = {
  ...{ url: isAddress, mime_type: (value) => isMimeType(String(value)), title: isText },
  ...{ size_in_bytes: isCount, duration_in_seconds: isCount },
}

/** JSON Feed 1.1. */
export function judgeJson(feed: Fields, setting: Setting, complaints: Complaints): void {
  judgeFields(feed, HEAD, ['version', 'title', 'items'], 'feed', complaints)
  if (feed.feed_url !== setting.address) complaints.warning('self-elsewhere', String(feed.feed_url))
  const items = Array.isArray(feed.items) ? (feed.items as Fields[]) : []
  judgeIds(
    items.map(({ id }) => String(id ?? '')),
    false,
    complaints,
  )
  for (const author of listIn(feed.authors)) judgeFields(author, AUTHOR, [], 'author', complaints)
  for (const hub of listIn(feed.hubs))
    judgeFields(hub, { type: isText, url: isAddress }, ['type', 'url'], 'hub', complaints)
  for (const item of items) judgeItem(item, setting, complaints)
}

function judgeItem(item: Fields, { now }: Setting, complaints: Complaints): void {
  judgeFields(item, ITEM, ['id'], 'item', complaints)
  const at = String(item.id)
  if (item.content_html === undefined && item.content_text === undefined) complaints.error('item-says-nothing', at)
  if (typeof item.content_html === 'string') judgeHtml(item.content_html, at, complaints)
  for (const date of [item.date_published, item.date_modified])
    if (typeof date === 'string' && isImplausible(date, now)) complaints.warning('date-implausible', `${at}: ${date}`)
  for (const author of listIn(item.authors)) {
    judgeFields(author, AUTHOR, [], `${at} author`, complaints)
    if (Object.keys(author).length === 0) complaints.error('author-missing', at)
  }
  for (const attachment of listIn(item.attachments))
    judgeFields(attachment, ATTACHMENT, ['url', 'mime_type'], `${at} attachment`, complaints)
}

function judgeFields(fields: Fields, kinds: Kinds, needed: string[], at: string, complaints: Complaints): void {
  for (const name of needed) if (!(name in fields)) complaints.error('field-missing', `${at} ${name}`)
  for (const [name, value] of Object.entries(fields)) {
    const isKind = kinds[name]
    if (isKind === undefined) {
      if (!name.startsWith('_')) complaints.error('field-unknown', `${at} ${name}`)
    } else if (!isKind(value)) complaints.error('field-invalid', `${at} ${name}: ${JSON.stringify(value)}`)
  }
}

function listIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isMapping) : []
}
