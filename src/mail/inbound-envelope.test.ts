import { expect, it, test } from 'vitest'
import { readInbound } from './inbound.ts'
import { readEnvelope, withEnvelope } from './inbound-envelope.ts'

test.each<[string, Record<string, string>, string[]]>([
  ['Postfix', { RECIPIENT: 'a+1@x.example', ORIGINAL_RECIPIENT: 'b@x.example' }, ['a+1@x.example', 'b@x.example']],
  ['Exim', { LOCAL_PART: 'a', LOCAL_PART_SUFFIX: '+1', DOMAIN: 'x.example' }, ['a+1@x.example']],
  ['nobody', { LOCAL_PART: 'a', RECIPIENT: '' }, []],
])('the recipient is read from the variables of %s', (_, variables, recipients) => {
  expect(readEnvelope({}, variables)).toEqual({ recipients, sender: null })
})

it('is what the command line says, before any variable', () => {
  const variables = { RECIPIENT: 'a@x.example', SENDER: 'ada@example.net' }
  const options = { recipient: 'b@x.example', sender: '' }
  expect(readEnvelope(options, variables)).toEqual({ recipients: ['b@x.example'], sender: '' })
})

it('takes SENDER for the sender only where a mail server names the recipient too', () => {
  expect(readEnvelope({}, { SENDER: 'somebody' }).sender).toBeNull()
  expect(readEnvelope({}, { SENDER: 'ada@example.net', RECIPIENT: 'a@x.example' }).sender).toBe('ada@example.net')
})

test.each(['', '<>', 'MAILER-DAEMON'])('mail from %j is of the mail system', async (sender) => {
  const message = await readInbound(Buffer.from('From: ada@example.net\nTo: a@x.example\n\n'))
  const known = withEnvelope(message!, { recipients: ['b@x.example'], sender })
  expect(known).toMatchObject({ isFromMailSystem: true, isAutomatic: true, recipients: ['b@x.example', 'a@x.example'] })
})

test.each([null, 'ada@example.net'])('mail from %j is of whom it says', async (sender) => {
  const message = await readInbound(Buffer.from('From: ada@example.net\n\n'))
  expect(withEnvelope(message!, { recipients: [], sender })).toEqual(message)
})
