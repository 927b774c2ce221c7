import type { App } from '../app.ts'
import type { DigestPost, EditionText } from '../digests/edition.ts'
import type { LetterKind } from '../mail/render-letter.ts'
import type { RenderJob } from './render-job.ts'

/**
 * The words of an edition. MJML takes most of a second and 100 MB: where pages are served meanwhile, a process of its own
 * does it, and ends when it is not asked any more.
 * @throws Error that names the template at fault
 */
export async function renderDigest(app: App, posts: DigestPost[]): Promise<EditionText> {
  return render(app, { kind: 'digest', posts, config: app.config, templates: app.loadTemplates() })
}

/** The last of each kind: letters are written anew only when something that they are made of has changed. */
const written = new Map<LetterKind, { material: string; text: EditionText }>()

/** The words of a letter; see `renderDigest`. */
export async function renderLetterOf(app: App, kind: LetterKind): Promise<EditionText> {
  const job: RenderJob = { kind, config: app.config, templates: app.loadTemplates() }
  const material = JSON.stringify(job)
  const last = written.get(kind)
  if (last?.material === material) return last.text
  const text = await render(app, job)
  written.set(kind, { material, text })
  return text
}

async function render(app: App, job: RenderJob): Promise<EditionText> {
  if (app.isServing) return (await import('./render-aside.ts')).renderAside(job)
  return (await import('./render-job.ts')).doJob(job)
}
