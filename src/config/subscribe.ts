import { z } from 'zod'

/** How people join by themselves. */
export const subscribe = z
  .strictObject({
    open: z.boolean().default(true).describe('Whether the pages for signing up are there.'),
    doubleOptIn: z
      .boolean()
      .default(true)
      .describe('Ask by mail whether the sign-up was meant; false is for lists that nobody can sign others up for.'),
    wording: z
      .string()
      .trim()
      .min(1)
      .default('I want to get the digest by mail. I can leave at any time, by the link in each message.')
      .describe('What people agree to when they sign up; it is kept with the time of each sign-up.'),
    catchUp: z.boolean().default(false).describe('Send the newest digest along with the welcome.'),
    perHour: z
      .int()
      .min(1)
      .default(500)
      .describe('How many confirmations are mailed in an hour at most; the others wait.'),
  })
  .describe('How people join.')
