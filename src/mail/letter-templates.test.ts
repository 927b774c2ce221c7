import { describe, expect, test, vi } from 'vitest'
import { renderLetter as letter } from './render-letter.ts'
import { sampleConfig } from './samples.fixture.ts'
import { ownTemplates } from './templates.fixture.ts'

vi.setConfig({ testTimeout: 30_000 })

const config = sampleConfig()

const bare = (inner: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section></mj-body></mjml>`

describe('a template of a letter', () => {
  test.each([
    ['confirmation', 'confirm', 'confirming', 'reader.confirm'],
    ['address', 'address', 'confirming', 'reader.confirm'],
    ['welcome', 'welcome', 'unsubscribing', 'reader.unsubscribe'],
  ] as const)('is refused when the %s lacks its link', async (kind, name, what, value) => {
    const own = { ...ownTemplates, [name]: bare(`<!-- {{ ${value} }} --> {{ ${value} }}`) }
    const error = await letter(kind, config, own).catch((thrown: Error) => thrown.message)
    expect(error).toMatch(
      new RegExp(`^emails/${name}\\.mjml: has no link for ${what}, .* href="\\{\\{ ${value} \\}\\}"`),
    )
  })

  test.each([
    ['confirmation', 'confirm'],
    ['address', 'address'],
  ] as const)('cannot offer to leave where nothing is subscribed (%s)', async (kind, name) => {
    const own = { ...ownTemplates, [name]: bare('\n<a href="{{ reader.unsubscribe }}">Out</a>') }
    await expect(letter(kind, config, own)).rejects.toThrow(
      `emails/${name}.mjml:2: there is no value reader.unsubscribe. There are address, confirm.`,
    )
  })

  test.each([
    ['{{ sit.title }}', 'emails/welcome.mjml:1: there is no value sit. Did you mean site?'],
    ['</mj-text><mj-texd>x</mj-texd><mj-text>', 'emails/welcome.mjml:1: <mj-texd> is no element of MJML.'],
    ['</mj-text>', 'emails/welcome.mjml'],
    ['', 'emails/welcome.mjml: has no link for unsubscribing'],
  ])('with the mistake %j is named with the line', async (mistake, message) => {
    await expect(letter('welcome', config, { ...ownTemplates, welcome: bare(mistake) })).rejects.toThrow(message)
  })

  test('that is empty is refused with the fix', async () => {
    await expect(letter('address', config, { ...ownTemplates, address: ' \n' })).rejects.toThrow(
      'emails/address.mjml: is empty. Copy the address.mjml that the program comes with, and change that.',
    )
  })
})
