import PostalMime from 'postal-mime'
import { expect } from 'vitest'
import type { App } from '../../src/app.ts'
import { siteApp } from '../../src/http/site-app.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { dateline } from './dateline.ts'
import { liveServers } from './live-servers.ts'
import type { Script, ScriptedSmtp } from './scripted-smtp.ts'
import { Clock, makeSite, post } from './site.ts'
import type { Kind } from './stores.ts'

/** A live site with its pages, on a mail server that does what the script says. */
export async function liveSite(kind: Kind, script?: Script) {
  const { smtp, env: live } = await liveServers(kind, script)
  const env = { ...live, SECRET_KEY: 'a secret that is long enough for everybody' }
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock, env)
  const { store, keys, config, paths } = app
  const pages = siteApp({
    ...{ db: store.db, keys, config, publicDir: paths.public, health: () => ({ ok: true }) },
    clock: () => clock.now,
  })
  const run = (...args: string[]) => dateline(site, args, env)
  return { site, app, smtp, clock, run, ...signingUp(app, pages, smtp) }
}

/** What a person does who signs up by the form and confirms. */
function signingUp(app: App, pages: ReturnType<typeof siteApp>, { accepted }: ScriptedSmtp) {
  const signUp = async (address: string) => {
    const body = new URLSearchParams({ address, name: 'Ada', cadence: 'instant' })
    expect((await pages.request('/subscribe', { method: 'POST', body })).status).toBeLessThan(400)
  }
  const confirm = async () => {
    await sendUrgent(app)
    const { text } = await PostalMime.parse(accepted.at(-1)?.body ?? '')
    const link = /https:\/\/blog\.example\.org(\/confirm\/\S+)/.exec(text ?? '')?.[1] ?? ''
    expect((await pages.request(link, { method: 'POST' })).status).toBe(200)
  }
  return { signUp, confirm }
}
