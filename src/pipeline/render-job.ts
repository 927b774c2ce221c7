import type { Config } from '../config/schema.ts'
import type { DigestPost, EditionText } from '../digests/edition.ts'
import { renderEdition, type Templates } from '../mail/render-edition.ts'
import { type LetterKind, renderLetter } from '../mail/render-letter.ts'

/** Words to be written, with all that they are made of. */
export type RenderJob = { config: Config; templates: Templates } & (
  | { kind: 'digest'; posts: DigestPost[] }
  | { kind: LetterKind }
)

/** @throws Error that names the template at fault */
export function doJob(job: RenderJob): Promise<EditionText> {
  if (job.kind === 'digest') return renderEdition(job.posts, job.config, job.templates)
  return renderLetter(job.kind, job.config, job.templates)
}
