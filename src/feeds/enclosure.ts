import type { Media } from './entry.ts'

/** RSS 2.0 has room for one enclosure an item: what can be played comes first. */
export function chooseEnclosure(files: Media[]): Media | undefined {
  return files.find(isPlayable) ?? files[0]
}

export function isPlayable({ type }: Media): boolean {
  return /^(audio|video)\//.test(type)
}
