import { expect, test } from 'vitest'
import { mediaType } from './media-type.ts'

const box = (text: string) => `\0\0\0\x20ftyp${text}`
const page = (text: string) => `OggS${'\0'.repeat(22)}\x01${text.length.toString(36)}${text}`

test.each([
  ['image/png', 'a', '\x89PNG\r\n\x1a\n\0\0'],
  ['image/jpeg', 'a.png', '\xff\xd8\xff\xe0\0\x10JFIF'],
  ['image/gif', 'a', 'GIF89a'],
  ['image/webp', 'a.jpg', 'RIFF\x10\n\0\0WEBPVP8 '],
  ['image/avif', 'a', box('avif\0\0\0\0mif1')],
  ['image/avif', 'a', box('mif1\0\0\0\0miafavif')],
  ['image/heic', 'a', box('heic\0\0\0\0')],
  ['image/svg+xml', 'a', '<?xml version="1.0"?>\n<!-- a > b -->\n<!DOCTYPE svg>\n<svg xmlns="x">'],
  ['image/svg+xml', 'a.txt', '\xef\xbb\xbf<svg>'],
  ['audio/mpeg', 'a', 'ID3\x04\0\0'],
  ['audio/mpeg', 'a', '\xff\xfb\x90\x64'],
  ['audio/mpeg', 'a', '\xff\xf3\x40\xc0'],
  ['audio/aac', 'a', '\xff\xf1\x50\x80'],
  ['audio/mp4', 'a', box('M4A \0\0\0\0')],
  ['audio/mp4', 'a.m4a', box('isom\0\0\0\0')],
  ['video/mp4', 'a.mp4', box('isom\0\0\0\0')],
  ['video/quicktime', 'a', box('qt  \0\0\0\0')],
  ['audio/ogg', 'a.ogg', page('\x01vorbis')],
  ['audio/ogg', 'a.opus', page('OpusHead')],
  ['video/ogg', 'a.ogv', page('\x80theora')],
  ['audio/flac', 'a', 'fLaC\0\0\0\x22'],
  ['audio/wav', 'a', 'RIFF\x10\n\0\0WAVEfmt '],
  ['video/webm', 'a', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm'],
  ['audio/webm', 'a.weba', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm'],
  ['video/x-matroska', 'a', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska'],
  ['application/pdf', 'a', '%PDF-1.7'],
  ['text/csv', 'a.csv', 'a,b'],
  ['application/epub+zip', 'a.EPUB', 'PK\x03\x04'],
  ['application/octet-stream', 'a.unheard', 'text'],
  ['application/octet-stream', 'a', ''],
])('is %s for a file %s that opens with %j', (type, name, head) => {
  expect(mediaType(name, Buffer.from(head, 'latin1'))).toBe(type)
})

test('is no sound for a text in UTF-16', () => {
  expect(mediaType('a.txt', Buffer.from('\ufeffHello', 'utf16le'))).toBe('text/plain')
})
