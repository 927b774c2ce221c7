import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { makeSite, post, type Site } from '../support/site.ts'

const ENTRY = fileURLToPath(new URL('../../bin/publish.mjs', import.meta.url))
const PRINT_MODULES = new URL('../support/print-modules.mjs', import.meta.url).href

/** Which packages a `publish` loads. */
async function packagesOf(site: Site, ...args: string[]): Promise<string[]> {
  const { SMTP_URL: _smtp, DATABASE_URL: _database, ...env } = process.env
  const child = spawn(process.execPath, [`--import=${PRINT_MODULES}`, ENTRY, '--site', site.root, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'close')
  let text = ''
  for await (const chunk of child.stdio[3] as Readable) text += chunk
  expect(await ended).toEqual([0, null])
  return JSON.parse(text)
}

it('loads what a digest needs only when a digest is made, and what a feed needs only when one is written', async () => {
  const site = makeSite({ 'posts/old.md': post('Old', '2019-05-01') })
  const first = await packagesOf(site)
  expect(first).toEqual(expect.arrayContaining(['feed', 'markdown-it', 'gray-matter']))
  expect(first).not.toEqual(expect.arrayContaining(['mjml']))

  const again = await packagesOf(site)
  const heavy = [
    'mjml',
    'liquidjs',
    'feed',
    'markdown-it',
    'sanitize-html',
    'gray-matter',
    'nodemailer',
    'smtp-server',
    'pg',
  ]
  expect(again.filter((name) => heavy.includes(name))).toEqual([])

  site.write('posts/new.md', post('New', '2026-05-01'))
  expect(await packagesOf(site)).toEqual(expect.arrayContaining(['mjml', 'liquidjs', 'nodemailer']))
})
