import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import type { InboxMessage } from '../../src/smtp/read-inbox.ts'
import { confirmConsent } from '../../src/store/confirm.ts'
import { askForAddress, findConsent } from '../../src/store/consents.ts'
import { keepSignUp } from '../../src/store/sign-ups.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import { confirmsConsent, consentIdIn, newNonce } from '../../src/subscribers/consent-token.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { dateline } from '../support/dateline.ts'
import { Clock, makeSite, post, type Site } from '../support/site.ts'

const DAY_MS = 86_400_000
const ASKS = 'Confirm your subscription to Notes from the platform'

describe('somebody who signs up', () => {
  it('is asked by mail, and the link in it confirms exactly what they asked for', async () => {
    const { app, site } = await signedUp()
    const mail = await mailed(site, ASKS)
    expect(mail.to).toBe('ada@readers.example')
    const token = tokenIn(mail.text)
    const consent = await findConsent(app.store.db, consentIdIn(token) ?? 0)
    expect(consent).toMatchObject({ kind: 'subscribe', address: 'ada@readers.example' })
    expect(confirmsConsent(app.keys, token, consent!)).toBe(true)
    expect(mail.source).not.toMatch(/^(List-|Precedence|Feedback-ID)/im)
  })

  it('is welcomed once they have confirmed, and can leave by one click', async () => {
    const { app, site } = await signedUp()
    await confirm(app, tokenIn((await mailed(site, ASKS)).text))
    await sendUrgent(app)
    const mail = await mailed(site, 'Welcome to Notes from the platform')
    expect(mail.text).toContain('every Monday at 08:00 (Europe/Berlin),\nat ada@readers.example.\n')
    expect(mail.source).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
  })

  it('who moves is asked at the new address, by a message that does not name the old one', async () => {
    const { app, site } = await signedUp()
    await confirm(app, tokenIn((await mailed(site, ASKS)).text))
    const ada = await findSubscriberByKey(app.store.db, 'ada@readers.example')
    const address = 'countess@readers.example'
    const request = {
      address,
      addressKey: address,
      source: 'preferences',
      client: '',
      wording: '',
      askedAt: app.clock(),
    }
    const terms = { now: app.clock(), lifeMs: DAY_MS, nonce: newNonce, mostADay: 3 }
    await askForAddress(app.store.db, ada!.id, request, terms)
    await sendUrgent(app)
    const mail = await mailed(site, 'Confirm your new address for Notes from the platform')
    expect(mail.to).toBe(address)
    expect(mail.source).not.toContain('ada@readers.example')
  })
})

describe('a template of a letter', () => {
  const OUT = '<mjml><mj-body><mj-raw><a href="{{ reader.unsubscribe }}">Out</a></mj-raw></mj-body></mjml>'
  const BAD = '<mjml><mj-body>\n{{ reader.unsubscribe }}</mj-body></mjml>'

  it('is checked for every letter', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    ownTemplates(site, { 'digest.mjml': OUT, 'confirm.mjml': BAD, 'welcome.mjml': '<mjml>', 'address.mjml': BAD })
    const { code, err } = await dateline(site, ['check', '--quiet'])
    expect(code).toBe(1)
    expect(err.trimEnd().split('\n')).toEqual([
      'emails/confirm.mjml:2: there is no value reader.unsubscribe. There are address, confirm.',
      'emails/welcome.mjml:1: <mjml> is not closed. Write </mjml> where it ends.',
      'emails/address.mjml:2: there is no value reader.unsubscribe. There are address, confirm.',
    ])
  })

  it('with a fault in a part that all messages share is named once', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    ownTemplates(site, { 'digest.mjml': `${OUT.slice(0, 15)}{% render 'masthead' %}${OUT.slice(15)}` })
    ownTemplates(site, { 'partials/masthead.mjml': '{{ sponsor }}' })
    const { err } = await dateline(site, ['check', '--quiet'])
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^emails\/partials\/masthead\.mjml:1: there is no value sponsor\./),
    ])
  })

  it('need not be there for the letters: those of the program stand in', async () => {
    const { app, site } = await signedUp({ 'digest.mjml': '<mjml><mj-body></mj-body></mjml>' })
    expect(app.loadTemplates().digest).toBe('<mjml><mj-body></mj-body></mjml>')
    expect((await mailed(site, ASKS)).html).toContain('Please confirm your subscription')
  })

  it('is what people get, and what preview writes', async () => {
    const own = `<mjml><mj-body>{% render 'masthead' %}<mj-section><mj-column><mj-button href="{{ reader.confirm }}">Ja</mj-button></mj-column></mj-section></mj-body></mjml>`
    const { site } = await signedUp({ 'digest.mjml': '<mjml/>', 'confirm.mjml': own })
    expect((await mailed(site, ASKS)).html).toMatch(/>\s*Ja\s*</)
    const { code } = await dateline(site, ['preview', '--letter', 'confirmation', '--out', site.path('letter.html')])
    expect(code).toBe(0)
    expect(site.read('letter.html')).toMatch(/>\s*Ja\s*</)
  })
})

it('preview refuses a letter that there is not, and names those that there are', async () => {
  const { code, err } = await dateline(makeSite(), ['preview', '--letter', 'goodbye'])
  expect(code).toBe(2)
  expect(err).toContain('--letter goodbye: is no message. Write confirmation, welcome, address or digest.')
})

/** A site on which Ada signed up, and what she asked for was answered. */
async function signedUp(emails: Record<string, string> = {}): Promise<{ app: App; site: Site }> {
  const site = makeSite()
  ownTemplates(site, emails)
  const app = await site.open(new Clock('2026-06-01T10:00'))
  await keepSignUp(app.store.db, {
    address: 'ada@readers.example',
    addressKey: 'ada@readers.example',
    name: 'Ada',
    preferences: defaultPreferences(app.config),
    source: 'sign-up form',
    client: '192.0.2.1',
    wording: app.config.subscribe.wording,
    askedAt: app.clock(),
  })
  await sendUrgent(app)
  return { app, site }
}

function ownTemplates(site: Site, emails: Record<string, string>): void {
  for (const [name, text] of Object.entries(emails)) site.write(`emails/${name}`, text)
}

async function confirm(app: App, token: string): Promise<void> {
  await confirmConsent(app.store.db, {
    consentId: consentIdIn(token) ?? 0,
    now: app.clock(),
    from: '192.0.2.1',
    cursor: 0,
    dueAt: () => app.clock() + DAY_MS,
    suppressionKeys: (key) => [key],
  })
}

/** The one message of the inbox with this subject. */
async function mailed(site: Site, wanted: string): Promise<InboxMessage> {
  const [mail, ...more] = (await site.inbox()).filter(({ subject }) => subject === wanted)
  if (!mail || more.length > 0) throw new Error(`${more.length + (mail ? 1 : 0)} messages "${wanted}"`)
  return mail
}

function tokenIn(text: string | null): string {
  return /^https:\/\/blog\.example\.org\/confirm\/(\S+)$/m.exec(text ?? '')?.[1] ?? ''
}
