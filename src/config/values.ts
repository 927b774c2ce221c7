import { z } from 'zod'
import { isSchedule } from './cron.ts'
import { isCalendarDay, isZone, zoneFix } from './known-values.ts'

export const text = z.string().trim().min(1)
export const hour = z.int().min(0).max(23)

/** An IANA zone that this machine's calendar knows. */
export const zone = z
  .string()
  .refine(isZone, { error: ({ input }) => `is not an IANA time zone. ${zoneFix(String(input))}` })

export const webAddress = z.url({
  protocol: /^https?$/,
  abort: true,
  error: 'is not a web address. Write it like https://blog.example.org.',
})

/** What the paths of posts and pages are put behind. */
export const baseAddress = webAddress
  .refine((url) => !/[?#]/.test(url), {
    error: 'has a ? or a #, behind which no path can stand. Write it like https://blog.example.org.',
  })
  .transform((url) => url.replace(/\/+$/, ''))

export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { abort: true, error: 'is not a day. Write it like 2024-05-20.' })
  .refine(isCalendarDay, { error: 'is not a day of the calendar. Write it like 2024-05-20.' })

export const mailbox = z.string().regex(/^[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/, {
  error: 'is not a mail address. Write it like Ada Example <ada@example.org>.',
})

export const cadence = z.enum(['instant', 'daily', 'weekly', 'monthly', 'site'])

export const schedule = z.string().refine(isSchedule, {
  error: 'is no cron expression of five fields that ever comes. Write it like 0 8 * * 2,5.',
})
