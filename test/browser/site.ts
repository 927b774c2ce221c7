import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../../src/app.ts'
import { listen } from '../../src/http/listen.ts'
import { siteApp } from '../../src/http/site-app.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { CONFIG, post } from '../support/site.ts'

export type Served = { url: string; close: () => Promise<void> }

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

/** A site with feeds of tags and an archive, served as the worker serves it. */
export async function serveFeeds(language: string): Promise<Served> {
  const root = mkdtempSync(join(tmpdir(), 'dateline-feed-'))
  for (const folder of ['config', 'posts']) mkdirSync(join(root, folder))
  const more = `feeds: { items: 3, tags: true, archive: true }\n`
  writeFileSync(
    join(root, 'config/dateline.yaml'),
    CONFIG.replace('site:\n', `site:\n  language: ${language}\n`) + more,
  )
  const posts = [
    post('A night on call', '2026-05-04', 'Words.\n', `tags: [operations, "C++", 日本, ${LONG}]\n`),
    post(LONG, '2026-05-03', `${LONG} ${LONG}\n`, `permalink: /${'long-'.repeat(40)}/\n`),
    post('ليلة في المناوبة', '2026-05-02', 'بدأ الأمر بقرص ممتلئ.\n'),
    post('An old one', '2026-01-01'),
  ]
  for (const [at, text] of posts.entries()) writeFileSync(join(root, `posts/post-${at}.md`), text)
  const app = await openApp({ site: root, variables: {}, clock: () => Date.UTC(2026, 5, 1) })
  await publish(app, { feedsOnly: true })
  const { config, keys, clock, store } = app
  const health = () => ({ ok: true })
  const pages = siteApp({ db: store.db, keys, config, clock, publicDir: app.paths.public, health })
  const served = await listen(pages, { host: '127.0.0.1', port: 0 })
  return {
    url: served.url,
    close: async () => {
      await served.close()
      await app.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
