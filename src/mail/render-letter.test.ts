import { expect, it, vi } from 'vitest'
import { renderLetter } from './render-letter.ts'
import { sampleConfig } from './samples.fixture.ts'
import { ownTemplates } from './templates.fixture.ts'

vi.setConfig({ testTimeout: 30_000 })

it('a letter is written once for all, until the site or a template changes', async () => {
  const first = await renderLetter('confirmation', sampleConfig(), ownTemplates)
  expect(await renderLetter('confirmation', sampleConfig(), { ...ownTemplates })).toBe(first)
  const renamed = await renderLetter('confirmation', sampleConfig({ site: { title: 'Another' } }), ownTemplates)
  expect(renamed.subject).toBe('Confirm your subscription to Another')
  const own = { ...ownTemplates, confirm: ownTemplates.confirm.replace('</mj-body>', '<!-- new --></mj-body>') }
  expect(await renderLetter('confirmation', sampleConfig(), own)).not.toBe(first)
})
