import { z } from 'zod'
import { delivery } from './delivery.ts'
import { digest } from './digest.ts'
import { isLanguage } from './known-values.ts'
import { podcast } from './podcast.ts'
import { subscribe } from './subscribe.ts'
import { baseAddress, text, webAddress, zone } from './values.ts'

const PERMALINK_PARTS = new Set(['path', 'slug', 'year', 'month', 'day'])

const hub = z
  .string()
  .refine(isHub, { error: 'is no https address. Write it like https://hub.example.org/.' })
  .transform((url) => new URL(url).href)

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
