import type { Context } from 'hono'

/** What a form brought; a name may come more than once. */
export type Fields = Record<string, string | File | (string | File)[]>

/** The fields of a form, urlencoded or multipart; null when the body is neither, or did not arrive whole. */
export async function fieldsOf(c: Context): Promise<Fields | null> {
  return c.req.parseBody({ all: true }).catch(() => null)
}

/** The first text of a name. */
export function fieldIn(given: Fields, name: string): string | undefined {
  return textsIn(given, name)[0]
}

export function textsIn(given: Fields, name: string): string[] {
  return [given[name]].flat().filter((value) => typeof value === 'string')
}
