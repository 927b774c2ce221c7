import fc from 'fast-check'
import { expect, test } from 'vitest'
import { message, start, yes } from './sender.fixture.ts'

const lines = fc.string({ unit: fc.constantFrom('.', '\r\n', '\r\n', '\r\n.\r\n', 'a', ' '), maxLength: 80 })

test('a message arrives as it was, whatever dots and empty lines it has', async () => {
  const { server, sender } = await start()
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), async (body, isLong) => {
      const raw = Buffer.from(`${body}${isLong ? '.a\r\n..\r\n'.repeat(12_000) : ''}\r\n`)
      expect(await sender.send({ ...message(), raw }, yes)).toMatchObject({ kind: 'accepted' })
      expect(server.accepted.pop()?.body).toBe(raw.toString())
    }),
    { numRuns: 100 },
  )
})
