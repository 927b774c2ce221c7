import { createHash } from 'node:crypto'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isInside, isPlainPath } from '../files/inside.ts'
import { HEAD_BYTES, mediaType } from '../files/media-type.ts'
import { KeptFiles } from './kept-files.ts'
import { contentType, isText } from './media-types.ts'
import type { Slice } from './range.ts'

/** A file as it was at one moment: what is told of it and its bytes belong together. */
export type PublicFile = {
  real: string
  type: string
  size: number
  /** Of its bytes; for a file too large to be read whole, of its size and time of change. */
  hash: string
  mtimeMs: number
  /** Null for a file that is too large. */
  bytes: Buffer<ArrayBuffer> | null
}

/** Files up to so many bytes are read whole: text to be compressed, anything else to be handed on. */
const WHOLE = { text: 16 * 1024 * 1024, other: 1024 * 1024 }
const MOST_IN_MEMORY = 64 * 1024 * 1024
const CHUNK = 256 * 1024
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']

/**
 * Reads regular files below a folder, and keeps small ones in memory for as long as size and time of change stay the same.
 * Hidden files, symlinks that lead out of the folder and anything that is no regular file are not there: null.
 */
export function publicFiles(folder: string): (path: string) => Promise<PublicFile | null> {
  const kept = new KeptFiles<PublicFile>(MOST_IN_MEMORY)
  return async (path) => {
    try {
      const real = await realPathOf(folder, path)
      if (real === null) return null
      const { size, mtimeMs, ino } = await stat(real)
      const read = () => readPublic(real, path)
      return await (isWhole(path, size) ? kept.get(real, { stamp: `${size} ${mtimeMs} ${ino}`, size }, read) : read())
    } catch (error) {
      if (ABSENT.includes((error as NodeJS.ErrnoException).code ?? '')) return null
      throw error
    }
  }
}

/** The bytes of a slice, in small pieces. Throws when the file was written anew since it was looked at. */
export async function streamOf({ real, size, mtimeMs }: PublicFile, slice: Slice): Promise<ReadableStream> {
  const handle = await open(real)
  const now = await handle.stat()
  if (now.size !== size || now.mtimeMs !== mtimeMs) {
    await handle.close()
    throw new Error(`${real}: was changed while it was read.`)
  }
  return Readable.toWeb(handle.createReadStream({ ...slice, highWaterMark: CHUNK })) as ReadableStream
}

async function realPathOf(folder: string, path: string): Promise<string | null> {
  if (!isPlainPath(path)) return null
  const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))])
  return isInside(real, root) && (await stat(real)).isFile() ? real : null
}

async function readPublic(real: string, path: string): Promise<PublicFile> {
  await using handle = await open(real)
  const { size, mtimeMs } = await handle.stat()
  const bytes = isWhole(path, size) ? await handle.readFile() : null
  const type = await typeOf(path, bytes ?? handle)
  const version = bytes ?? `${size} ${mtimeMs}`
  const hash = createHash('sha256').update(version).digest('base64url').slice(0, 22)
  return { real, type, size: bytes?.length ?? size, hash, mtimeMs, bytes }
}

/** Text is what its name says; anything else what feeds say of it, which look at its first bytes. */
async function typeOf(path: string, content: Buffer | FileHandle): Promise<string> {
  const named = contentType(path)
  if (isText(named)) return named
  if (Buffer.isBuffer(content)) return mediaType(path, content.subarray(0, HEAD_BYTES))
  const { buffer, bytesRead } = await content.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  return mediaType(path, buffer.subarray(0, bytesRead))
}

function isWhole(path: string, size: number): boolean {
  return size <= (isText(contentType(path)) ? WHOLE.text : WHOLE.other)
}
