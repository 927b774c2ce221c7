import { z } from 'zod'

const perSecond = z.number().positive().optional()
const perDay = z.int().min(1).optional()

const domain = z
  .string()
  .toLowerCase()
  .regex(/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/, {
    error: ({ input }) => `is no mail domain. ${domainFix(String(input))}`,
  })

function domainFix(value: string): string {
  const bare = value.trim().replace(/^(.*@|\*\.)/, '')
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(bare)
    ? `Write it as ${bare}.`
    : 'Write it like gmail.com, or "*" for each of the others.'
}

/** How messages are handed to mail servers. */
export const delivery = z
  .strictObject({
    connections: z.int().min(1).max(50).default(5).describe('Connections to the mail server at once.'),
    perSecond: perSecond.describe('At most so many messages a second; no limit when absent.'),
    perDay: perDay.describe("At most so many digests in a day of the site's zone; no limit when absent."),
    domains: z
      .record(domain, z.strictObject({ perSecond, perDay }))
      .default({})
      .describe('The same for receiving domains, by name; * is for each of the others.'),
    giveUpAfterHours: z
      .number()
      .positive()
      .max(240)
      .default(48)
      .describe('How long a deferred message is tried again.'),
    inDoubt: z
      .enum(['resend', 'hold', 'never'])
      .default('resend')
      .describe('A message whose fate is unknown: send it once more, hold it for a person, or never send it again.'),
    requireTls: z.boolean().default(true).describe('Refuse a mail server without TLS, unless it is on this machine.'),
  })
  .describe('How messages are handed to the mail server.')
