/**
 * The path below public/ that a request names, each of its segments decoded once. Null for what names no file there: an empty
 * segment, one that steps up, or one with a slash, a backslash or a NUL in it, so that a file has one address.
 */
export function requestPath(path: string): string | null {
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent)
    return segments.some((segment) => /^\.{0,2}$|[/\\\0]/.test(segment)) ? null : segments.join('/')
  } catch {
    return null
  }
}
