import type { z } from 'zod'
import { Refused } from './webhook.ts'

/** The JSON of a body in a shape. @throws Refused that names the first field that does not fit */
export function readJson<T extends z.ZodType>(body: Buffer | string, shape: T): z.output<T> {
  return readShape(parsed(String(body)), shape)
}

/** The same of what was read from JSON already. */
export function readShape<T extends z.ZodType>(value: unknown, shape: T): z.output<T> {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const place = read.error.issues[0]?.path.join('.') || 'The body'
  throw new Refused(400, `${place} is missing or of another type than the provider documents.`)
}

/** The members of a list that fit into a shape: a provider may add kinds of events with other fields. */
export function readEach<T extends z.ZodType>(list: unknown[], shape: T): z.output<T>[] {
  return list.flatMap((one) => {
    const read = shape.safeParse(one)
    return read.success ? [read.data] : []
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refused(400, 'The body is no JSON.')
  }
}
