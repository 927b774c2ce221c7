import type { Context } from 'hono'
import type { z } from 'zod'
import { closest } from '../../config/closest.ts'
import { Problem, untakable } from './problem.ts'

type Fault = { pointer: string; detail: string }

/** The JSON of a request, checked. Throws a Problem that names each value that cannot be taken. */
export async function readBody<T extends z.ZodObject>(c: Context, schema: T): Promise<z.output<T>> {
  if (!/^application\/(merge-patch\+)?json\s*(;|$)/i.test(c.req.header('Content-Type') ?? '')) {
    throw new Problem(415, 'Send JSON, with "Content-Type: application/json".')
  }
  const body = await c.req.json<unknown>().catch(() => {
    throw new Problem(400, 'The body is no JSON. Check its quotes and commas.')
  })
  return checked(schema, body)
}

/** The same of the part of an address behind its question mark. */
export function readQuery<T extends z.ZodObject>(c: Context, schema: T): z.output<T> {
  return checked(schema, c.req.query())
}

function checked<T extends z.ZodObject>(schema: T, value: unknown): z.output<T> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw untakable(read.error.issues.flatMap((issue) => faultsOf(issue, Object.keys(schema.shape))))
}

function faultsOf(issue: z.core.$ZodIssue, names: string[]): Fault[] {
  const place = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerTo(place), detail: detailOf(issue) }]
  return issue.keys.map((key) => {
    const guess = place.length === 0 ? closest(key, names) : undefined
    return {
      pointer: pointerTo([...place, key]),
      detail: `is unknown. ${guess ? `Did you mean ${guess}?` : 'Leave it out.'}`,
    }
  })
}

function detailOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type')
    return `is missing or of another type. Write ${TYPES[issue.expected] ?? issue.expected}.`
  if (issue.code === 'invalid_value') return `is not allowed. Choose one of ${issue.values.join(', ')}.`
  const isNumber = 'origin' in issue && (issue.origin === 'number' || issue.origin === 'int')
  if (issue.code === 'too_big') return `is too ${isNumber ? 'large' : 'long'}: at most ${issue.maximum}.`
  if (issue.code === 'too_small' && isNumber) return `is too small: at least ${issue.minimum}.`
  return issue.message
}

const TYPES: Record<string, string> = { string: 'text', int: 'a whole number', array: 'a list', object: 'an object' }

/** As a fragment (RFC 6901, section 6). */
function pointerTo(path: string[]): string {
  return `#${path.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`
}
