import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { decodeText, type Unreadable } from './decode.ts'
import { fileReason } from './file-error.ts'

const MAX_BYTES = 10_000_000
const TRIES = 3

/** The text of a file below `dir`, as it stood at one moment; what is wrong with it when it cannot be had. Never throws. */
export function readPostText(dir: string, path: string): string | Unreadable {
  return readText(join(dir, path))
}

export function readText(file: string): string | Unreadable {
  try {
    const bytes = readStill(file)
    return Buffer.isBuffer(bytes) ? decodeText(bytes) : bytes
  } catch (cause) {
    return { error: fileReason('read', cause), line: null }
  }
}

/** Reads a file again while it changes under `read`, three times at most. */
export function readStill(file: string, read: (fd: number) => Buffer = readIntoShared): Buffer | Unreadable {
  for (let tries = 0; tries < TRIES; tries++) {
    const fd = openSync(file, 'r')
    try {
      const before = fstatSync(fd, { bigint: true })
      if (before.size > MAX_BYTES) return tooLarge(before.size)
      const bytes = read(fd)
      const after = fstatSync(fd, { bigint: true })
      if (before.mtimeNs === after.mtimeNs && before.size === after.size && bytes.length === Number(after.size))
        return bytes
    } finally {
      closeSync(fd)
    }
  }
  return { error: 'the file is being written. It is read again at the next run.', line: null }
}

let shared = Buffer.allocUnsafeSlow(1 << 16)

/** All of a file, in memory that the next call uses again: a folder of ten thousand posts leaves no garbage behind. */
function readIntoShared(fd: number): Buffer {
  let length = 0
  for (;;) {
    const count = readSync(fd, shared, length, shared.length - length, null)
    length += count
    if (count === 0) return shared.subarray(0, length)
    if (length === shared.length) shared = Buffer.concat([shared], shared.length * 2)
  }
}

function tooLarge(size: bigint): Unreadable {
  const megabytes = (Number(size) / 1_000_000).toFixed(1)
  return { error: `the file has ${megabytes} MB, and a post has at most 10. Split it.`, line: null }
}
