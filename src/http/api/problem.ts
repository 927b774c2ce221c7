import type { Context } from 'hono'
import { z } from 'zod'

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
} as const

export type ProblemStatus = keyof typeof TITLES

/** How the API says that something went wrong (RFC 9457). `state` says in which state a subscriber stands in the way. */
export const problemSchema = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string().describe('The words of the status.'),
    status: z.int(),
    detail: z.string().describe('What is wrong, and how to mend it.'),
    state: z
      .enum(['pending', 'unsubscribed', 'bounced', 'complained'])
      .optional()
      .describe('With 409: the state that stands in the way.'),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().describe('JSON pointer into the request, such as #/hour.'),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('With 422: each value that cannot be taken.'),
  })
  .describe('What went wrong (RFC 9457).')

type More = Partial<Pick<z.output<typeof problemSchema>, 'state' | 'errors'>> & { headers?: Record<string, string> }

/** Thrown by a route, and answered by `answerProblem`. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: ProblemStatus
  readonly more: More

  constructor(status: ProblemStatus, detail: string, more: More = {}) {
    super(detail)
    this.status = status
    this.more = more
  }
}

/** Thrown for values that cannot be taken, each with the place in the request where it stands. */
export function untakable(errors: { pointer: string; detail: string }[]): Problem {
  const [first] = errors
  return new Problem(422, `This cannot be taken: ${first?.pointer} ${first?.detail}`, { errors })
}

/** For Hono's `onError`. What is no Problem is the store's: the client may try again. */
export function answerProblem(error: Error, c: Context): Response {
  const { status, message, more } = error instanceof Problem ? error : BROKEN
  const { headers, ...members } = more
  const body: z.output<typeof problemSchema> = {
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail: message,
    ...members,
  }
  return c.json(body, status, { ...headers, 'Content-Type': 'application/problem+json' })
}

const BROKEN = new Problem(503, 'The fault is on our side. Please try again in a minute.', {
  headers: { 'Retry-After': '60' },
})
