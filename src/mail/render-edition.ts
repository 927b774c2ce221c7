import type { Config } from '../config/schema.ts'
import type { DigestPost, EditionText } from '../digests/edition.ts'
import type { Templates } from './templates.ts'

export type { Templates } from './templates.ts'

/**
 * The words of an edition of `posts`, newest first: subject, preheader, HTML and text, with tokens for what differs between
 * subscribers (`tokens.ts`). The same posts, configuration and templates give the same bytes. The HTML takes at most
 * 80,000 octets in a message: excerpts get shorter, then posts are only counted. Throws, naming the template, when one is
 * wrong. Loads the renderer, which takes half a second, when first called.
 */
export async function renderEdition(posts: DigestPost[], config: Config, templates: Templates): Promise<EditionText> {
  const { writeEdition } = await import('./write-edition.ts')
  return writeEdition(posts, config, templates)
}
