import type { Config } from '../config/schema.ts'
import type { EditionText } from '../digests/edition.ts'
import type { LetterKind, Templates } from './templates.ts'

export type { LetterKind } from './templates.ts'

/** The last of each kind: as long as nothing it is made of changes, it costs nothing, and takes no time to tell by. */
const written = new Map<LetterKind, { material: string; text: EditionText }>()

/**
 * The words of mail that goes out at once: subject, preheader, HTML and text, with tokens for what differs between
 * subscribers (`tokens.ts`). Throws, naming the template, when one is wrong.
 */
export async function renderLetter(kind: LetterKind, config: Config, templates: Templates): Promise<EditionText> {
  const material = JSON.stringify([config, templates])
  const last = written.get(kind)
  if (last?.material === material) return last.text
  const { writeLetter } = await import('./write-letter.ts')
  const text = await writeLetter(kind, config, templates)
  written.set(kind, { material, text })
  return text
}
