import { z } from 'zod'
import { isSchedule } from './cron.ts'
import { isCalendarDay, isLanguage, isZone, zoneFix } from './known-values.ts'
import { podcast } from './podcast.ts'
import { subscribe } from './subscribe.ts'

const PERMALINK_PARTS = new Set(['path', 'slug', 'year', 'month', 'day'])

const text = z.string().trim().min(1)
const hour = z.int().min(0).max(23)

/** An IANA zone that this machine's calendar knows. */
export const zone = z
  .string()
  .refine(isZone, { error: ({ input }) => `is not an IANA time zone. ${zoneFix(String(input))}` })

const webAddress = z.url({
  protocol: /^https?$/,
  abort: true,
  error: 'is not a web address. Write it like https://blog.example.org.',
})

/** What the paths of posts and pages are put behind. */
const baseAddress = webAddress
  .refine((url) => !/[?#]/.test(url), {
    error: 'has a ? or a #, behind which no path can stand. Write it like https://blog.example.org.',
  })
  .transform((url) => url.replace(/\/+$/, ''))

const hub = z
  .string()
  .refine(isHub, { error: 'is no https address. Write it like https://hub.example.org/.' })
  .transform((url) => new URL(url).href)

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { abort: true, error: 'is not a day. Write it like 2024-05-20.' })
  .refine(isCalendarDay, { error: 'is not a day of the calendar. Write it like 2024-05-20.' })

const mailbox = z.string().regex(/^[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/, {
  error: 'is not a mail address. Write it like Ada Example <ada@example.org>.',
})

const cadence = z.enum(['instant', 'daily', 'weekly', 'monthly', 'site'])

const schedule = z.string().refine(isSchedule, {
  error: 'is no cron expression of five fields that ever comes. Write it like 0 8 * * 2,5.',
})

const author = z.strictObject({
  name: text,
  email: z.email({ error: 'is not a mail address. Write it like ada@example.org.' }).optional(),
  url: webAddress.transform((url) => url.replace(/\/+$/, '')).optional(),
})

const permalink = z
  .string()
  .startsWith('/', { error: 'starts without a slash. Write it like /{path}/.' })
  .refine((value) => /\{(path|slug)\}/.test(value), {
    error: 'names neither {path} nor {slug}, so that all posts would share one address. Write it like /{path}/.',
  })
  .refine((value) => [...value.matchAll(/\{([^}]*)\}/g)].every(([, name]) => PERMALINK_PARTS.has(name ?? '')), {
    error: 'has an unknown part. It knows {path}, {slug}, {year}, {month} and {day}.',
  })

const site = z
  .strictObject({
    title: text.describe('The name of the site, as it stands in feeds and digests.'),
    url: baseAddress.describe('Where the site lies on the web, without a slash at the end.'),
    description: z.string().trim().default('').describe('One sentence about the site.'),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, {
        abort: true,
        error: 'is not a language tag. Write it like en or pt-BR.',
      })
      .refine(isLanguage, { error: 'is not a language tag. Write it like en or pt-BR.' })
      .default('en')
      .describe('The language of the posts (BCP 47).'),
    timezone: zone.default('UTC').describe('Zone of dates that name none, and of new subscribers.'),
    author: author.optional().describe('Who writes posts that name no author.'),
    permalink: permalink.default('/{path}/').describe('Address of a post: {path}, {slug}, {year}, {month}, {day}.'),
  })
  .describe('What is published, and where.')

const feeds = z
  .strictObject({
    items: z.int().min(1).max(1000).default(30).describe('How many posts a feed shows.'),
    content: z.enum(['full', 'summary']).default('full').describe('Whole posts, or their summaries.'),
    tags: z.boolean().default(true).describe('Feeds of every tag as well, below tags/.'),
    archive: z.boolean().default(true).describe('Archive pages with every older post (RFC 5005), below archive/.'),
    podcast: podcast.optional(),
    hub: hub.optional().describe('WebSub hub that tells readers of new posts; none when absent.'),
  })
  .describe('RSS, Atom and JSON feeds.')

const digest = z
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
    dkim: z
      .strictObject({ domain: text, selector: text })
      .optional()
      .describe('Signs every message with the key in DKIM_PRIVATE_KEY.'),
  })
  .describe('The mailed digest.')

const delivery = z
  .strictObject({
    connections: z.int().min(1).max(50).default(5).describe('Connections to the mail server at once.'),
    perSecond: z.number().positive().optional().describe('At most so many messages a second; no limit when absent.'),
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

const worker = z
  .strictObject({
    tick: z.string().default('* * * * *').describe('How often the worker looks for posts and due digests (cron).'),
  })
  .describe('The scheduled worker.')

const http = z
  .strictObject({
    host: z.string().default('127.0.0.1').describe('Address the worker listens on.'),
    port: z.int().min(0).max(65535).default(8080).describe('Port the worker listens on.'),
    url: baseAddress
      .optional()
      .describe("Where readers reach the worker's pages, such as unsubscribe; site.url when absent."),
  })
  .describe('Pages and feeds over HTTP.')

/** The whole of config/dateline.yaml. Unknown keys are errors. */
export const configSchema = z.strictObject({
  site,
  feeds: feeds.prefault({}),
  digest: digest.refine((value) => value.cadence !== 'site' || value.schedule !== undefined, {
    path: ['cadence'],
    error: 'is "site", but there is no digest.schedule. Add one, such as 0 8 * * 2,5.',
  }),
  subscribe: subscribe.prefault({}),
  delivery: delivery.prefault({}),
  worker: worker.prefault({}),
  http: http.prefault({}),
})

/** A configuration with every default filled in. */
export type Config = z.output<typeof configSchema>

/** A hub is told over https; on this machine, where one can be tried out, over http too. */
function isHub(value: string): boolean {
  const { protocol, hostname } = URL.parse(value) ?? {}
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname ?? ''))
}
