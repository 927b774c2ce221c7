import { z } from 'zod'
import { parseAddress } from '../../subscribers/address.ts'
import { parseName } from '../../subscribers/name.ts'
import { WEEKDAYS } from '../../subscribers/weekday.ts'
import { parseZone } from '../../subscribers/zone.ts'
import { fold } from '../topics.ts'

const states = z.enum(['pending', 'active', 'unsubscribed', 'bounced', 'complained'])

const cadence = z
  .enum(['instant', 'daily', 'weekly', 'monthly', 'site'])
  .describe('How often; `site` is by digest.schedule, where the site has one.')

const time = z.iso.datetime({ offset: true, error: 'is no time. Write it like 2026-05-20T08:00:00Z.' })

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1, { error: 'is empty. Write a few words, or leave it out.' })
    .max(most)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), {
      error: 'has a line break or control character. Write it in one line.',
    })

const address = z
  .string()
  .max(1000)
  .transform((text, context) => read(parseAddress(text), context))
  .describe('Mail address, such as ada@example.org.')

const name = z
  .string()
  .max(1000)
  .transform((text, context) => read(parseName(text), context).name)
  .nullable()
  .describe('Name of the person; null for none.')

const zone = z
  .string()
  .max(100)
  .transform((text, context) => read(parseZone(text), context).zone)
  .describe('IANA time zone, such as Europe/Berlin.')

const topics = z
  .array(line(200).transform(fold))
  .min(1, { error: 'is empty. Write null for every post.' })
  .max(200)
  .transform((words) => [...new Set(words)])
  .nullable()
  .describe('Tags; null means every post.')

const choices = {
  name: name.optional(),
  cadence: cadence.optional(),
  hour: z.int().min(0).max(23).optional().describe('Hour of the day, in the zone.'),
  weekday: z.enum(WEEKDAYS).optional().describe('Day of weekly digests.'),
  monthday: z.int().min(1).max(31).optional().describe('Day of monthly digests; a shorter month uses its last day.'),
  zone: zone.optional(),
  topics: topics.optional(),
}

const consent = z
  .strictObject({
    at: time.describe('When they agreed.'),
    from: line(200).describe('From where: their IP address, the address of a form, a till.'),
    wording: line(2000).describe('The words that they agreed to.'),
  })
  .describe(
    'The evidence that somebody has agreed already. With it they are active at once, and without it they are asked.',
  )

/** POST /api/subscribers. What is left out is as the site's configuration says. */
export const newSubscriberSchema = z
  .strictObject({
    address,
    ...choices,
    from: line(200).optional().describe('From where they signed up, such as their IP address; kept as evidence.'),
    wording: line(2000).optional().describe('What your form says that they agree to; subscribe.wording when absent.'),
    confirmed: z.boolean().optional().describe('Whether they agreed already; true needs `consent`.'),
    consent: consent.optional(),
  })
  .refine(({ confirmed, consent }) => confirmed !== true || consent !== undefined, {
    path: ['consent'],
    error: 'is missing, and confirmed is true. Say when, from where and to which words they agreed.',
  })
  .refine(({ confirmed, consent }) => confirmed !== false || consent === undefined, {
    path: ['confirmed'],
    error: 'is false, and there is a consent. Leave one of them out.',
  })
  .describe('Somebody who wants the digest.')

export type NewSubscriberBody = z.output<typeof newSubscriberSchema>

/** PATCH /api/subscribers/{address}. What is left out stays. */
export const changeSchema = z
  .strictObject({
    ...choices,
    pausedUntil: time.nullable().optional().describe('No digest comes until then; null ends a pause.'),
  })
  .describe('What is to change; everything else stays.')

export type ChangeBody = z.output<typeof changeSchema>

/** GET /api/subscribers. */
export const listQuerySchema = z.strictObject({
  state: states.optional().describe('Only who is in this state.'),
  after: z.coerce.number().int().min(0).optional().describe('Where the last page ended; `next` has it.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('How many to a page.'),
})

/** A sign-up that waits to be looked at: the same for every address. */
export const acceptedSchema = z
  .strictObject({ status: z.literal('accepted'), address: z.string() })
  .describe('The sign-up was taken. It says nothing of whether the address was known.')

const moment = z.iso.datetime()

/** A subscriber as the API shows them. */
export const subscriberSchema = z
  .strictObject({
    id: z.int().describe('Stays the same when the address changes.'),
    address: z.string(),
    name: z.string().nullable(),
    state: states,
    cadence,
    hour: z.int(),
    weekday: z.enum(WEEKDAYS),
    monthday: z.int(),
    zone: z.string(),
    topics: z.array(z.string()).nullable().describe('null means every post.'),
    pausedUntil: moment.nullable(),
    nextDigest: moment
      .nullable()
      .describe('When the next digest is due, if there are posts then; null for who gets none.'),
    createdAt: moment,
    confirmedAt: moment.nullable(),
    endedAt: moment.nullable(),
    leaveReason: z.string().nullable(),
    source: z.string().describe('How they came.'),
  })
  .describe('A subscriber.')

export type SubscriberJson = z.output<typeof subscriberSchema>

export const subscriberPageSchema = z
  .strictObject({
    subscribers: z.array(subscriberSchema),
    next: z.string().nullable().describe('Path of the next page; null on the last.'),
  })
  .describe('A page of subscribers, in the order in which they came.')

/** What a reader of text understood, or an issue without the value, which the pointer names. */
function read<T extends object>(parsed: T | { error: string }, context: z.core.$RefinementCtx): T {
  if (!('error' in parsed)) return parsed
  context.issues.push({ code: 'custom', message: `: ${parsed.error}`, input: context.value })
  return z.NEVER
}
