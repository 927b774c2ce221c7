import { z } from 'zod'
import { cadence, day, hour, mailbox, schedule, text } from './values.ts'

const dnsName = text.regex(/^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/, {
  error: 'is no name in the DNS. Write letters, digits, hyphens and dots.',
})
const messages = z.int().min(1).optional()
const money = z.number().positive().optional()

const budget = z
  .strictObject({
    perRun: messages.describe('Digests that one run may plan; what is more waits for publish --approve.'),
    perDay: messages.describe("Digests in a day of the site's zone."),
    perMonth: messages.describe("Digests in a month of the site's zone."),
    pricePerThousand: money.describe('What a thousand messages cost.'),
    costPerRun: money.describe('What one run may cost; needs pricePerThousand.'),
    costPerDay: money.describe('What a day may cost.'),
    costPerMonth: money.describe('What a month may cost.'),
  })
  .refine(
    (value) =>
      value.pricePerThousand !== undefined ||
      (value.costPerRun ?? value.costPerDay ?? value.costPerMonth) === undefined,
    { path: ['pricePerThousand'], error: 'is missing, so that no cost can be told. Add it, such as 0.10.' },
  )
  .describe('An edition that would exceed it waits for a person: publish --approve sends it.')

/** What is mailed, when, and how much of it. */
export const digest = z
  .strictObject({
    from: mailbox.describe("Sender of the digest, an address of the site's own domain."),
    replyTo: mailbox.optional().describe('Where answers go; the sender when absent.'),
    since: day.optional().describe('First day whose posts may ever be mailed; the day of the first run when absent.'),
    postalAddress: text.optional().describe('Postal address in the footer; the law of many countries asks for one.'),
    subject: text.optional().describe('Subject in Liquid, when the made one does not please: {{ posts[0].title }}.'),
    cadence: cadence.default('weekly').describe('Cadence of new subscribers.'),
    schedule: schedule
      .optional()
      .describe('Cron expression of the cadence "site", such as 0 8 * * 2,5, in the zone of each subscriber.'),
    hour: hour.default(8).describe("Hour of the day at which digests are due, in the subscriber's zone."),
    weekday: z
      .enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
      .default('monday')
      .describe('Day of weekly digests.'),
    monthday: z.int().min(1).max(31).default(1).describe('Day of monthly digests; a shorter month uses its last day.'),
    listId: z
      .string()
      .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, { error: 'is not a list id. Write it like digest.blog.example.org.' })
      .optional()
      .describe('List-Id (RFC 2919); digest.<host of the site> when absent. Never change it.'),
    unsubscribeAddress: z
      .email({ error: 'is not a mail address. Write it like leave@example.org.' })
      .optional()
      .describe('Mailbox for unsubscribing by mail; the answer address when absent.'),
    color: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, { error: 'is not a colour. Write it like #0b5fff.' })
      .default('#1d4ed8')
      .describe('Colour of links and buttons.'),
    returnPath: mailbox
      .refine((value) => /(^|<)[\w.-]{1,23}@[A-Za-z0-9.-]+>?$/.test(value), {
        error:
          'leaves no room for the token of a delivery: at most 23 letters, digits, dots and hyphens before the @. Write it like bounces@blog.example.org.',
      })
      .optional()
      .describe(
        'Mailbox that takes reports of bounces; each delivery has one of its own made from it, as name+...@domain.',
      ),
    budget: budget.prefault({}),
    dkim: z
      .strictObject({ domain: text, selector: dnsName, ed25519: dnsName.optional() })
      .optional()
      .describe(
        'Signs every message with the key in DKIM_PRIVATE_KEY, and a second time with that in DKIM_ED25519_PRIVATE_KEY.',
      ),
  })
  .describe('The mailed digest.')
