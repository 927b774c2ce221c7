import { expect, it } from 'vitest'
import { liveServers } from '../support/live-servers.ts'
import { copiesOf, runProgram } from '../support/program.ts'
import type { Script } from '../support/scripted-smtp.ts'
import { makeSite, post } from '../support/site.ts'
import { KINDS } from '../support/stores.ts'

const ADA = 'ada@example.org'
const BOB = 'bob@example.org'

/** A live site with two readers of instant digests, on a mail server that does what the script says. */
async function siteWith(kind: (typeof KINDS)[number], script: Script) {
  const { smtp, env } = await liveServers(kind, script)
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const run = (...args: string[]) => runProgram(site, args, env)
  for (const address of [ADA, BOB])
    expect((await run('subscribers', 'add', address, '--cadence', 'instant')).code).toBe(0)
  return { site, smtp, run }
}

/** Takes every message, and closes the connection instead of answering to the first `times`. */
function hangingUp(times: number): Script {
  let left = times
  return (stage) => (stage === 'dot' && left-- > 0 ? { accepted: true, drop: true } : undefined)
}

const idsIn = (list: string) => [...list.matchAll(/^(\d+) {2}/gm)].map((match) => match[1] ?? '')

it.each(
  KINDS,
)('a message in doubt is listed, explained and sent once more when a person says so, in %s', async (kind) => {
  const { smtp, run } = await siteWith(kind, hangingUp(2))
  expect((await run('publish')).code).toBe(1)
  const list = await run('deliveries', 'in-doubt')
  expect(list).toMatchObject({ code: 0 })
  expect(list.out).toContain(`${ADA}  edition 1 "`)
  expect(list.out).toContain('It is sent once more by itself at ')
  expect(list.err).toContain('2 messages in doubt.')
  expect(list.err).toContain('it may have arrived or not')

  const both = await run('deliveries', 'resend', '--all-in-doubt')
  expect(both.err).toContain('Would send 2 messages once more')
  expect(both.err).toContain('run it again with --yes')
  await run('publish')
  expect(smtp.accepted).toHaveLength(2)

  const [first = ''] = idsIn(list.out)
  const said = await run('deliveries', 'resend', first)
  expect(said).toMatchObject({ code: 0, out: '' })
  expect(said.err).toContain('To be sent: 1 message once more')
  expect((await run('deliveries', 'resend', first)).err).toContain('waits to be sent.')
  await run('publish')
  expect(smtp.accepted).toHaveLength(3)
  expect([...copiesOf(smtp, ADA), ...copiesOf(smtp, BOB)].sort()).toEqual([1, 2])
  const [again] = smtp.accepted.slice(2)
  expect(smtp.accepted.filter(({ to }) => to[0] === again?.to[0]).map(({ body }) => body)).toEqual([
    again?.body,
    again?.body,
  ])

  const refused = await run('deliveries', 'resend', first)
  expect(refused).toMatchObject({ code: 2 })
  expect(refused.err).toMatch(/was accepted .*: 250 2\.0\.0 kept\. It is not sent twice\./)
})

it.each(KINDS)('a message that is given up is never sent again, and its story says so, in %s', async (kind) => {
  const { smtp, run } = await siteWith(kind, hangingUp(2))
  await run('publish')
  const given = await run('deliveries', 'give-up', '--all-in-doubt', '--yes')
  expect(given).toMatchObject({ code: 0 })
  expect(given.err).toContain(
    'Gave up 2 messages: not sent from now on. 2 of them stay in doubt: they may have arrived.',
  )
  expect(await run('deliveries', 'give-up', '--all-in-doubt', '--yes')).toMatchObject({ code: 0 })
  expect((await run('deliveries', 'resend', '--all-in-doubt', '--yes')).err).toContain(
    'Nothing to change. 2 left as they are.',
  )
  expect((await run('publish')).code).toBe(0)
  expect(smtp.accepted).toHaveLength(2)
  expect((await run('deliveries', 'show', '1', '--state', 'given-up')).err).toContain('2 messages.')
  expect((await run('deliveries', 'resend', '--edition', '1', '--state', 'given-up')).err).toContain(
    'Would send 2 messages once more, with the same bytes and Message-ID; 2 in doubt may have arrived',
  )
  expect((await run('deliveries', 'in-doubt')).out).toContain('Given up by a person: it is not sent again.')
  const why = await run('why', ADA)
  expect(why.code).toBe(0)
  expect(why.out).toMatch(/in doubt: .*\n {2}\S+ \S+ given up by a person\.\n/)
  expect(why.out.trim().split('\n').at(-1)).toMatch(
    /^Nobody knows whether they got "One": .* Given up by a person: it is not sent again\.$/,
  )
})

it('what bounced is sent again once the cause is mended, and what a person does not want is refused with its reason', async () => {
  let isMended = false
  const { smtp, run } = await siteWith('sqlite', (stage, { line }) => {
    if (stage === 'rcpt' && line.includes(BOB)) return { reply: '550 5.1.1 no such user' }
    return stage === 'dot' && !isMended ? { reply: '554 5.6.0 no' } : undefined
  })
  await run('publish')
  expect((await run('deliveries')).err).toContain(`1 message of "One" bounced whose addresses still get mail.`)
  const shown = await run('deliveries', 'show', '1', '--state', 'bounced', '--json')
  const rows = shown.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows.map(({ address, state, reply }) => [address, state, reply])).toEqual([
    [ADA, 'bounced', '554 5.6.0 no'],
    [BOB, 'bounced', '550 5.1.1 no such user'],
  ])
  isMended = true
  const both = await run('deliveries', 'resend', ...rows.map(({ id }) => String(id)), '--yes')
  expect(both.code).toBe(1)
  expect(both.err).toContain(`(${BOB}): gets no mail: they are bounced.`)
  expect((await run('publish')).code).toBe(0)
  expect(smtp.accepted.map(({ to }) => to[0])).toEqual([ADA])
  const why = await run('why', ADA)
  expect(why.out).toMatch(
    /bounced: 554 5\.6\.0 no\.\n.* to be sent again, said a person\.\n.* accepted: 250 2\.0\.0 kept\.\n/,
  )
  expect((await run('why', BOB)).out).toMatch(
    /They get no mail since \S+ \S+: the address bounced\. They did not get "One": .* no such user\.$/m,
  )
})

it('a list is cut at its limit, an edition goes by its name, and what is unknown is said to be', async () => {
  const { run } = await siteWith('sqlite', () => undefined)
  await run('publish')
  const { out } = await run('deliveries', '--json')
  const [edition] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(edition).toMatchObject({ id: 1, subject: 'One', planned: 2, accepted: 2, waiting: 0, state: 'open' })
  expect((await run('deliveries')).out).toContain('  2 planned: 2 accepted')
  const cut = await run('deliveries', 'show', edition.name, '--all', '--limit', '1')
  expect(idsIn(cut.out)).toHaveLength(1)
  expect(cut.err).toContain('1 shown, and there are more: --limit 0 shows all.')
  expect(await run('deliveries', 'show', 'abcdef')).toMatchObject({ code: 2 })
  expect(await run('deliveries', 'resend', '4711')).toMatchObject({ code: 2 })
  expect(await run('deliveries', 'resend')).toMatchObject({ code: 2 })
  expect(await run('deliveries', 'nonsense')).toMatchObject({ code: 2 })
  const unknown = await run('why', 'nobody@example.org')
  expect(unknown).toMatchObject({ code: 2, out: '' })
  expect(unknown.err).toContain('is no subscriber')
})

it.each(KINDS)('a message in doubt is no case for a person once its reader has left, in %s', async (kind) => {
  const { smtp, run } = await siteWith(kind, hangingUp(1))
  await run('publish')
  const [, , address = ''] = /^(\d+) {2}(\S+)/m.exec((await run('deliveries', 'in-doubt')).out) ?? []
  const before = (await run('why', address)).out
  await run('subscribers', 'remove', address)
  expect((await run('deliveries', 'in-doubt')).out).toContain('Its reader gets no mail now: it is not sent again.')
  expect((await run('deliveries')).err).not.toContain('resend')
  expect((await run('status')).out).not.toContain('Settle it')
  const attempts = (text: string) => text.match(/^ {2}\S+ \S+ in doubt: .*$/gm)
  expect(attempts((await run('why', address)).out)).toEqual(attempts(before))
  expect((await run('publish')).code).toBe(0)
  expect(smtp.accepted).toHaveLength(2)
})
