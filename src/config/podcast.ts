import { z } from 'zod'
import { PODCAST_CATEGORIES } from './podcast-categories.ts'

const cover = z
  .url({
    protocol: /^https?$/,
    abort: true,
    error: 'is not a web address. Write it like https://example.org/cover.jpg.',
  })
  .refine((url) => /\.(?:jpe?g|png)$/i.test(new URL(url).pathname), {
    error: 'is neither JPEG nor PNG by its name. Write it like https://example.org/cover.jpg.',
  })

/** What podcast directories ask of a feed before they list it. */
export const podcast = z
  .strictObject({
    cover: cover.describe('Address of a square JPEG or PNG, 1400 to 3000 pixels wide.'),
    category: z.enum(PODCAST_CATEGORIES).describe('Where directories list it: Technology, or Arts > Books.'),
    explicit: z.boolean().default(false).describe('Whether episodes are for adults alone.'),
    owner: z
      .strictObject({
        name: z.string().trim().min(1),
        email: z.email({ error: 'is not a mail address. Write it like ada@example.org.' }),
      })
      .describe('Whom directories write to; readers of the feed can see it.'),
  })
  .describe('Marks the RSS feeds as those of a podcast; none when absent.')
