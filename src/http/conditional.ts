import { parseHttpDate } from './http-date.ts'

export type Header = (name: string) => string | undefined

/** Of the answer as it would be sent now. `etag` is strong; `modifiedAt` in milliseconds, of whole seconds. */
export type Validators = { etag: string; modifiedAt: number }

/**
 * Which status the conditions of a GET or HEAD ask for, in their order (RFC 9110, 13.2.2): 412 when what the client means is
 * gone, 304 when its copy is still good, else 200. A date that is none counts for nothing.
 */
export function statusFor(header: Header, current: Validators, now: number): 200 | 304 | 412 {
  const meant = header('If-Match')
  const before = dateIn(header('If-Unmodified-Since'), now)
  if (meant === undefined ? before !== null && current.modifiedAt > before : !names(meant, current.etag, 'strong'))
    return 412
  const known = header('If-None-Match')
  if (known !== undefined) return names(known, current.etag, 'weak') ? 304 : 200
  const since = dateIn(header('If-Modified-Since'), now)
  return since !== null && current.modifiedAt <= since ? 304 : 200
}

/** Whether a Range holds: If-Range is absent, or names exactly what would be sent (RFC 9110, 13.1.5). */
export function isRangeMeant(header: Header, current: Validators, now: number): boolean {
  const condition = header('If-Range')
  if (condition === undefined) return true
  return condition.includes('"') ? condition.trim() === current.etag : dateIn(condition, now) === current.modifiedAt
}

/** Whether a list of entity tags, or `*`, holds this one (RFC 9110, 8.8.3.2). */
function names(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true
  const tags: string[] = list.match(/(?:W\/)?"[^"]*"/g) ?? []
  return tags.includes(etag) || (comparison === 'weak' && tags.includes(`W/${etag}`))
}

function dateIn(value: string | undefined, now: number): number | null {
  return value === undefined ? null : parseHttpDate(value, now)
}
