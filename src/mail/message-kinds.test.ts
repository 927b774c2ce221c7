import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { composeMessage, MessageFault } from './message.ts'
import { prepareEdition } from './prepare-edition.ts'
import { sampleConfig, sampleDelivery, sampleEdition } from './samples.fixture.ts'
import { tokensFor } from './tokens.ts'

const config = sampleConfig()
const links = {
  unsubscribe: 'https://quiet.example.org/unsubscribe/abc',
  preferences: 'https://quiet.example.org/preferences/def',
}

test('the web address of the edition is the same for everybody', async () => {
  const tokens = tokensFor('sample')
  const own = prepareEdition(sampleEdition({ text: `In the browser: ${tokens.web}` }), config)
  for (const id of [1, 2]) {
    const mail = await PostalMime.parse(composeMessage(own, sampleDelivery({ id }), links).raw)
    expect(mail.text).toBe(`In the browser: https://quiet.example.org/editions/${own.name}\n`)
  }
})

const namesOf = ({ headers }: { headers: { key: string }[] }) => headers.map(({ key }) => key)

describe.each(['confirmation', 'address'] as const)('mail of the kind %s', (kind) => {
  const asking = prepareEdition(sampleEdition({ kind }), config)
  const confirm = 'https://quiet.example.org/confirm/1k.xyz'

  test('is no mail of a list, and says that nobody wrote it', async () => {
    const mail = await PostalMime.parse(composeMessage(asking, sampleDelivery({ kind }), { ...links, confirm }).raw)
    expect(namesOf(mail).filter((name) => /^list-|^precedence$|^feedback-id$/.test(name))).toEqual([])
    expect(mail.headers).toContainEqual(expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }))
  })

  test('names nobody, because a stranger may have chosen the name', () => {
    const name = 'Win at https://spam.example'
    const { raw } = composeMessage(asking, sampleDelivery({ kind, name }), { ...links, confirm })
    expect(raw.toString()).toContain('\r\nTo: grace@example.com\r\n')
    expect(raw.toString()).not.toContain('spam.example')
  })

  test('is not made when nothing waits to be confirmed', () => {
    const compose = () => composeMessage(asking, sampleDelivery({ kind }), links)
    expect(compose).toThrow(MessageFault)
    expect(compose).toThrow('delivery 12, confirm: there is no link, because nothing waits to be confirmed.')
  })
})

test('a welcome has what a digest has, and is counted apart', async () => {
  const fieldsOf = async (kind: 'welcome' | 'digest') => {
    const own = prepareEdition(sampleEdition({ kind }), config)
    return (await PostalMime.parse(composeMessage(own, sampleDelivery({ kind }), links).raw)).headers
  }
  const [welcome, digest] = [await fieldsOf('welcome'), await fieldsOf('digest')]
  expect(namesOf({ headers: welcome })).toEqual(namesOf({ headers: digest }))
  expect(welcome).toContainEqual(
    expect.objectContaining({ key: 'list-unsubscribe-post', value: 'List-Unsubscribe=One-Click' }),
  )
  expect(welcome.find(({ key }) => key === 'feedback-id')?.value).toMatch(/^[0-9a-f]{20}:weekly:welcome:/)
})
