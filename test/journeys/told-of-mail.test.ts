import { expect, it } from 'vitest'
import { dryRun } from '../../src/commands/publish-dry-run.ts'
import { publishRun } from '../../src/commands/publish-run.ts'
import { liveServers } from '../support/live-servers.ts'
import type { Script } from '../support/scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

const GREYLISTED = { reply: '450 4.2.1 come back later' }

type Flags = { approve?: true | string; json?: boolean; quiet?: boolean }

/** A live site with one post and two readers, and what its commands say. */
async function siteWith({ script, more = '', spare = '' }: { script?: Script; more?: string; spare?: string }) {
  const { env } = await liveServers('sqlite', script)
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  site.write('config/dateline.yaml', `${CONFIG}${more}`)
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock, { ...env, SMTP_URL: `${env.SMTP_URL} ${spare}`.trim() })
  for (const name of ['ada', 'bob']) await subscribe(app, `${name}@readers.example`, { cadence: 'instant' })
  const said = async (command: typeof publishRun | typeof dryRun, flags: Flags) => {
    const [lines, out]: [string[], string[]] = [[], []]
    const terminal = { say: (line: string) => void lines.push(line), print: (text: string) => void out.push(text) }
    const code = await command(
      app,
      { site: site.root, ...flags },
      { ...terminal, isTerminal: false, signal: new AbortController().signal },
    )
    return { code, lines, out: out.join('') }
  }
  const run = (flags: Flags = {}) => said(publishRun, flags)
  const plan = (flags: Flags = {}) => said(dryRun, flags)
  return { clock, run, plan }
}

const greylisting: Script = (stage) => (stage === 'rcpt' ? GREYLISTED : undefined)

it('a run tells of messages that it tried, also when all of them are deferred once more', async () => {
  const { clock, run } = await siteWith({ script: greylisting })
  await run()
  clock.moveTo('2026-05-01T11:00')
  const { lines } = await run()
  expect(lines.join('\n')).toContain(
    'Messages: 0 accepted by the mail server, 2 to be tried again (the next at Fri 1 May',
  )
  expect(lines.join('\n')).not.toContain('o new post')
})

it('a run that has nothing to do tells how many wait, and until when', async () => {
  const { run } = await siteWith({ script: greylisting })
  await run()
  const { lines } = await run()
  expect(lines).toContain('No new post, and no digest is due.')
  expect(lines.join('\n')).toMatch(/\nWaiting: 2 messages to be tried again \(the next at Fri 1 May 2026 12:\d\d\)\.$/m)
})

it('an approval says what goes on, and that an edition is not held', async () => {
  const { run } = await siteWith({ more: '  budget: { perRun: 1 }\n' })
  await run()
  expect((await run({ approve: '1' })).lines).toContain('Edition 1 goes on: 2 messages.')
  expect((await run({ approve: '1' })).lines).toContain('Edition 1 is not held.')
  expect((await run({ approve: true })).lines).toContain('No edition is held.')
})

it('a plan names what earlier runs have left to the next one', async () => {
  const { clock, run, plan } = await siteWith({ script: greylisting })
  await run()
  expect((await plan()).lines).toContain('Digest: none would be sent.')
  clock.moveTo('2026-05-01T11:00')
  const { lines } = await plan()
  expect(lines).toContain('Edition 1, "One", would go on: 2 to be tried again.')
  expect(lines).toContain('Digest: no new one would be sent.')
  expect(JSON.parse((await plan({ json: true })).out).open).toEqual([
    { id: 1, subject: 'One', ready: 0, deferred: 2, inDoubt: 0 },
  ])
})

it('a plan names what a limit has left for the next day', async () => {
  const { clock, run, plan } = await siteWith({ more: 'delivery: { perDay: 1 }\n' })
  await run()
  clock.moveTo('2026-05-01T22:00')
  expect((await plan()).lines).toContain('Edition 1, "One", would go on: 1 not tried yet.')
})

it('a mail server that others stood in for is named, and needs a person', async () => {
  const { run } = await siteWith({ spare: 'smtp://127.0.0.1:1' })
  const { code, lines } = await run({ quiet: true })
  expect(lines).toEqual([expect.stringMatching(/^Mail server 127\.0\.0\.1:1 gave way to the others: .*\.$/)])
  expect(code).toBe(1)
})
