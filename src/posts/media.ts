import { Duration } from 'luxon'
import { type Field, isMapping, type Lookup, listOf, refuse, scalarText } from './lookup.ts'
import type { Enclosure, Image } from './post.ts'

const IMAGES = [
  ...['image', 'cover', 'coverimage', 'heroimage', 'featuredimage', 'featureimage', 'thumbnail'],
  ...['ogimage', 'socialimage', 'banner', 'images'],
]

/** The picture of a post, as its address or a mapping with the address; the first of a list. */
export function imageOf(lookup: Lookup): Image | undefined {
  for (const name of IMAGES) {
    const field = lookup(name)
    const image = field && imageIn(field, listOf(field.value)[0])
    if (!image) continue
    const alt = image.alt ?? scalarText(lookup(`${name}alt`)?.value)
    return { src: image.src, ...(alt === undefined ? {} : { alt }) }
  }
  return undefined
}

function imageIn(field: Field, value: unknown): Image | undefined {
  if (value === undefined || typeof value === 'boolean') return undefined
  const mapping = isMapping(value) ? value : undefined
  const src = scalarText(mapping ? (mapping.src ?? mapping.url ?? mapping.path ?? mapping.image) : value)
  if (src === undefined && mapping && field.name !== 'image') return undefined
  if (src === undefined) refuse(field, `is no address of a picture. Write it as ${field.name}: /images/cover.jpg.`)
  const alt = scalarText(mapping?.alt)
  return src === '' ? undefined : { src, ...(alt === undefined ? {} : { alt }) }
}

/** Files that belong to a post, such as a podcast's episode, each address once. */
export function enclosuresOf(lookup: Lookup): Enclosure[] {
  const found = new Map<string, Enclosure>()
  for (const name of ['enclosure', 'enclosures', 'audio', 'podcast']) {
    const field = lookup(name)
    if (!field) continue
    for (const item of listOf(field.value)) {
      const enclosure = enclosureIn(field, item, name.startsWith('enclosure'))
      if (enclosure && !found.has(enclosure.src)) found.set(enclosure.src, enclosure)
    }
  }
  return [...found.values()]
}

/** A podcast's mapping may hold its season and number alone; an enclosure without an address is a mistake. */
function enclosureIn(field: Field, item: unknown, mustName: boolean): Enclosure | undefined {
  if (typeof item === 'boolean') return undefined
  const mapping = isMapping(item) ? item : undefined
  const src = scalarText(mapping ? (mapping.url ?? mapping.src ?? mapping.file) : item)
  if (!src && !mustName) return undefined
  if (!src) refuse(field, `names no file. Write it as ${field.name}: /audio/episode-1.mp3.`)
  const enclosure: Enclosure = { src }
  const type = scalarText(mapping?.type)
  if (type && !/^[\w.+-]+\/[\w.+-]+$/.test(type)) refuse(field, 'has a type that is none. Write it like audio/mpeg.')
  if (type) enclosure.type = type.toLowerCase()
  const length = wholeNumber(field, mapping?.length ?? mapping?.size ?? mapping?.bytes)
  if (length !== undefined) enclosure.length = length
  const title = scalarText(mapping?.title)
  if (title) enclosure.title = title
  const seconds = secondsOf(field, mapping?.duration)
  if (seconds !== undefined) enclosure.durationSeconds = seconds
  return enclosure
}

function wholeNumber(field: Field, value: unknown): number | undefined {
  const text = scalarText(value)
  if (!text) return undefined
  if (!/^\d{1,15}$/.test(text))
    refuse(field, 'has a length that is no number of bytes. Write it like length: 12345678.')
  return Number(text)
}

/** Seconds, m:ss, h:mm:ss or a duration of ISO 8601. */
function secondsOf(field: Field, value: unknown): number | undefined {
  const text = scalarText(value)
  if (!text) return undefined
  const clock = /^(?:(?:(\d+):)?(\d{1,3}):)?(\d+)(?:\.\d+)?$/.exec(text)
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2] ?? 0) * 60 + Number(clock[3])
  const duration = Duration.fromISO(text)
  if (duration.isValid) return Math.round(duration.as('seconds'))
  return refuse(field, 'has a duration that cannot be read. Write it like 1:02:30, or in seconds.')
}
