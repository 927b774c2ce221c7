import { statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { standing } from '../config/environment.ts'
import { fileError, naming } from '../files/file-error.ts'
import { UsageError } from './failure.ts'

/** The absolute path of a list that a person named from where they stand. */
export function listFile(given: string): string {
  const place = standing(given, process.env)
  const found = naming(given, 'read', () => statSync(place, { throwIfNoEntry: false }))
  if (!found) throw new UsageError(`${given}: there is no such file. Name a CSV file.`)
  if (found.isDirectory()) throw new UsageError(`${given}: is a folder. Name a CSV file in it.`)
  return place
}

const PIECE = 65_536

/** The bytes of a file, each piece good until the next is asked for; `name` is what a person calls it. */
export async function* bytesOf(place: string, name: string): AsyncGenerator<Buffer> {
  let file: FileHandle | undefined
  try {
    file = await open(place)
    const piece = Buffer.alloc(PIECE)
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE)
      if (bytesRead === 0) return
      yield piece.subarray(0, bytesRead)
    }
  } catch (cause) {
    throw fileError(name, 'read', cause)
  } finally {
    await file?.close()
  }
}

const LINE_END = 10

/** How many lines a file has, to tell how far an import is. */
export async function countLines(place: string, name: string): Promise<number> {
  let lines = 0
  for await (const bytes of bytesOf(place, name)) {
    for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) lines++
  }
  return lines
}
