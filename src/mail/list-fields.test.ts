import { expect, test } from 'vitest'
import { feedbackField, listFields, unsubscribeFields } from './list-fields.ts'
import { sampleConfig } from './samples.fixture.ts'

test('the list names itself, its archive, its help and its owner, and takes no posts', () => {
  expect(listFields(sampleConfig())).toBe(
    [
      'List-Id: "Quiet Machine"\r\n <digest.quiet.example.org>',
      'List-Archive: <https://quiet.example.org/>',
      'List-Help: <mailto:ada@quiet.example.org?subject=help>',
      'List-Owner: <mailto:ada@quiet.example.org>',
      'List-Post: NO',
      'Auto-Submitted: auto-generated',
      'Precedence: bulk',
      '',
    ].join('\r\n'),
  )
})

test('a long title of any alphabet is folded, with no line over 76 octets', () => {
  const config = sampleConfig({ site: { title: 'Записки о тихих машинах и о тех, кто слушает их по ночам' } })
  const [listId] = listFields(config).split('\r\nList-Archive')
  expect(listId?.split('\r\n').filter((line) => line.length > 76)).toEqual([])
})

test('the list id of the configuration wins', () => {
  expect(listFields(sampleConfig({ digest: { listId: 'weekly.example.org' } }))).toContain('<weekly.example.org>')
})

test('one leaves by link and by mail, and one click is enough', () => {
  expect(unsubscribeFields('https://quiet.example.org/unsubscribe/abc', sampleConfig())).toBe(
    'List-Unsubscribe: <https://quiet.example.org/unsubscribe/abc>,\r\n <mailto:ada@quiet.example.org?subject=unsubscribe%20abc>\r\n' +
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n',
  )
})

test('the mailbox for leaving may be one of its own, and its special characters are escaped', () => {
  const config = sampleConfig({ digest: { unsubscribeAddress: 'leave+now@example.org' } })
  expect(unsubscribeFields('https://quiet.example.org/u/abc', config)).toContain('<mailto:leave%2Bnow@example.org?')
})

test.each([
  'https://example.org/a\r\nBcc: eve@example.net',
  'https://example.org/a>',
  'https://example.org/ü',
  'ftp://example.org/',
])('the link %j is refused', (link) => {
  expect(() => unsubscribeFields(link, sampleConfig())).toThrow('List-Unsubscribe: the link is no web address')
})

test('the feedback id has four parts and a sender of 5 to 15 characters', () => {
  expect(feedbackField('0a1b', 'weekly', 'digest', sampleConfig())).toMatch(
    /^Feedback-ID: 0a1b:weekly:digest:[0-9a-f]{12}\r\n$/,
  )
})

test('a site title with a line break is refused', () => {
  expect(() => listFields(sampleConfig({ site: { title: 'Quiet\r\nMachine' } }))).toThrow(
    'site.title: has a line break',
  )
})
