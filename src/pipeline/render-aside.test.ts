import { expect, it } from 'vitest'
import { Clock, makeSite } from '../../test/support/site.ts'
import type { App } from '../app.ts'
import { renderAside } from './render-aside.ts'
import { doJob, type RenderJob } from './render-job.ts'

async function jobOf(kind: 'confirmation' | 'welcome'): Promise<RenderJob> {
  const app: App = await makeSite().open(new Clock('2026-05-01T10:00'))
  return { kind, config: app.config, templates: app.loadTemplates() }
}

it('writes the same words as this process, for several who ask at once', async () => {
  const jobs = await Promise.all([jobOf('confirmation'), jobOf('welcome')])
  const aside = await Promise.all(jobs.map(renderAside))
  expect(aside).toEqual(await Promise.all(jobs.map(doJob)))
})

it('answers what is wrong with a template, and goes on with the next', async () => {
  const job = await jobOf('confirmation')
  const wrong = { ...job, templates: { ...job.templates, confirm: '<mjml><mj-nonsense></mjml>' } }
  const answers = await Promise.allSettled([renderAside(wrong), renderAside(job)])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(String((answers[0] as PromiseRejectedResult).reason)).toContain('emails/confirm.mjml')
})
