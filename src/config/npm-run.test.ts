import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { npmRun } from './npm-run.ts'

it('names no site where it is the folder of the program', () => {
  const home = fileURLToPath(new URL('../../', import.meta.url))
  expect(npmRun(home, 'inbox')).toBe('npm run inbox')
  expect(npmRun(home, 'dateline', 'subscribers', 'list')).toBe('npm run dateline -- subscribers list')
})

it('names any other site, in quotes where a shell would cut it', () => {
  expect(npmRun('/srv/blog', 'check')).toBe('npm run check -- --site /srv/blog')
  expect(npmRun("/srv/Ada's blog", 'check')).toBe(String.raw`npm run check -- --site '/srv/Ada'\''s blog'`)
})
