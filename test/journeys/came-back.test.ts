import { expect, it } from 'vitest'
import { fixture } from '../../src/mail/bounces.fixture.ts'
import { inbound } from '../support/inbound.ts'
import { liveServers } from '../support/live-servers.ts'
import { runProgram } from '../support/program.ts'
import { CONFIG, makeSite, post } from '../support/site.ts'
import { KINDS } from '../support/stores.ts'

const SECRET_KEY = 'a secret that is long enough for everybody'

/** A live site whose digest two readers were sent; one address is gone, and the other's server refuses the sender. */
async function siteWithReports(kind: (typeof KINDS)[number]) {
  const { smtp, env: servers } = await liveServers(kind)
  const env = { SECRET_KEY, ...servers }
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  site.write('config/dateline.yaml', `${CONFIG}  returnPath: bounces@blog.example.org\n`)
  const run = (...args: string[]) => runProgram(site, args, env)
  site.write('readers.csv', 'email,cadence\nada@a.example,instant\nbob@b.example,instant\ncyd@c.example,instant\n')
  await run('subscribers', 'import', site.path('readers.csv'), '--yes')
  await run('publish')
  const hand = async (name: string, address: string) => {
    const { from } = smtp.accepted.find(({ to }) => to[0] === address)!
    const written = `Date: ${new Date().toUTCString()}`
    return inbound(site, fixture(name, { path: from }).replace(/^Date: .*/m, written), env)
  }
  await hand('postfix-unknown', 'ada@a.example')
  await hand('policy-block', 'bob@b.example')
  return { run }
}

const REFUSED = /reported: refused because of the sender: 554 5\.7\.1 Service unavailable; .*\./

it.each(
  KINDS,
)('what comes back after it was accepted is shown with its edition and in the status, in %s', async (kind) => {
  const { run } = await siteWithReports(kind)
  const editions = await run('deliveries')
  expect(editions.out).toContain('  3 planned: 3 accepted\n  came back: 1 bounce, 1 refusal of the sender\n')
  expect(editions.err).toContain('What came back of an edition, and from whom: npm run dateline -- deliveries show')
  const reported = { bounced: 1, complained: 0, alarms: 1 }
  expect(JSON.parse((await run('deliveries', 'list', '--json')).out)).toMatchObject({ accepted: 3, reported })

  const shown = await run('deliveries', 'show', '1')
  expect(shown.out).toMatch(/ {2}ada@a\.example {2}accepted .*\n {2}\S+ \S+ reported: bounced for good: .*5\.1\.1/)
  expect(shown.out).toMatch(new RegExp(` {2}bob@b\\.example {2}accepted .*\\n {2}\\S+ \\S+ ${REFUSED.source}`))
  expect(shown.out).not.toContain('cyd@c.example')
  expect((await run('deliveries', 'show', '1', '--limit', '1')).err).toContain('1 shown, and there are more')
  const [first] = (await run('deliveries', 'show', '1', '--json')).out.trim().split('\n')
  expect(JSON.parse(first!)).toMatchObject({
    state: 'accepted',
    reports: [{ kind: 'bounced', weight: 'hard', status: '5.1.1', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) }],
  })
  expect((await run('deliveries', 'show', '1', '--all')).err).toContain('3 messages.')

  const status = await run('status')
  expect(status.out).toContain('Of the last digest, "One", came back: 1 bounce, 1 refusal of the sender. ')
  expect(status.out).toMatch(
    /^Reported in the last 7 days: b\.example refused a message because of the sender: 554 5\.7\.1 .* Look whether .*blocklist/m,
  )
  expect(JSON.parse((await run('status', '--json')).out)).toMatchObject({
    lastDigest: { id: 1, subject: 'One', reported },
    alarms: [{ domain: 'b.example', count: 1 }],
  })
})

it.each(KINDS)('a refusal of the sender that came back is told once, by the next publish, in %s', async (kind) => {
  const { run } = await siteWithReports(kind)
  const first = await run('publish')
  expect(first.err).toMatch(/^b\.example refused a message because of the sender: 554 5\.7\.1 /m)
  expect(first.err).not.toContain('Nothing to do')
  expect(first.code).toBe(1)
  const second = await run('publish')
  expect(second.err).not.toContain('refused')
  expect(second.code).toBe(0)
})
