import { onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import { lettersTo } from './letters.ts'
import { type Script, type ScriptedSmtp, startScriptedSmtp } from './scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post, type Site } from './site.ts'

export const ADA = 'ada@example.org'
export const MINUTE = 60_000
const ALPHA = post('Alpha', '2026-05-01', 'All about alpha.\n')

/** A site with one post, live, through a server that does what the script says; `run` publishes some minutes later. */
export type World = {
  site: Site
  app: App
  clock: Clock
  smtp: ScriptedSmtp
  run: (minutes?: number) => ReturnType<typeof publish>
}

export async function world(more = '', script?: Script): Promise<World> {
  const site = makeSite({ 'posts/alpha.md': ALPHA })
  site.write('config/dateline.yaml', `${CONFIG}${more}`)
  const smtp = await startScriptedSmtp(script)
  onTestFinished(smtp.close)
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock, { SMTP_URL: smtp.url })
  const run = (minutes = 1) => {
    clock.now += minutes * MINUTE
    return publish(app)
  }
  return { site, app, clock, smtp, run }
}

/** The token of the last link to confirm that somebody was sent. */
export async function tokenOf(smtp: ScriptedSmtp, address = ADA): Promise<string> {
  return (await lettersTo(smtp, address)).findLast(({ confirm }) => confirm)?.confirm ?? 'none'
}

export const stateOf = async ({ app }: World, key = ADA) => (await findSubscriberByKey(app.store.db, key))?.state
