import { getMimeType } from 'hono/utils/mime'

/** How many bytes of a file `mediaType` looks at. */
export const HEAD_BYTES = 4096

/** The MIME type of a file by its first bytes, else by the extension of its name; without parameters. */
export function mediaType(name: string, head: Uint8Array): string {
  const text = Buffer.from(head).toString('latin1')
  const sniffed = SIGNATURES.find(([, signature]) => signature.test(text))?.[0]
  if (sniffed?.startsWith('video/') && SOUND_ONLY.test(name)) return sniffed.replace('video/', 'audio/')
  return sniffed ?? getMimeType(name)?.split(';')[0] ?? 'application/octet-stream'
}

/** Names of files whose container looks the same with and without pictures. */
const SOUND_ONLY = /\.(m4a|m4b|weba)$/i

/** In Latin-1, a character a byte; the first that matches wins. */
const SIGNATURES: [type: string, signature: RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
  ['image/avif', /^.{4}ftyp(avi[fs]|(mif1|msf1).{4}(.{4}){0,8}avi[fs])/s],
  ['image/heic', /^.{4}ftyp(hei[cxms]|mif1|msf1)/s],
  ['image/svg+xml', /^(\xef\xbb\xbf)?\s*((<\?xml[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>)\s*)*<svg[\s>]/i],
  ['audio/wav', /^RIFF.{4}WAVE/s],
  ['audio/flac', /^fLaC/],
  ['audio/mp4', /^.{4}ftypM4[AB] /s],
  ['video/quicktime', /^.{4}ftypqt {2}/s],
  ['video/mp4', /^.{4}ftyp/s],
  ['video/webm', /^\x1aE\xdf\xa3.{0,64}webm/s],
  ['video/x-matroska', /^\x1aE\xdf\xa3.{0,64}matroska/s],
  // RFC 5334; RFC 7845, section 9: Opus in Ogg is audio/ogg as well.
  ['video/ogg', /^OggS.{23,40}\x80theora/s],
  ['audio/ogg', /^OggS/],
  ['audio/mpeg', /^(ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef])/],
  ['audio/aac', /^\xff[\xf0\xf1\xf8\xf9]/],
  ['application/pdf', /^%PDF-/],
]
