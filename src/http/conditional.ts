/**
 * Whether a client's copy is still good: If-None-Match decides when it is there, and only else If-Modified-Since
 * (RFC 9110, 13.2.2). `modifiedAt` in milliseconds, of whole seconds.
 */
export function isUnchanged(
  header: (name: string) => string | undefined,
  current: { etag: string; modifiedAt: number },
): boolean {
  const tags = header('If-None-Match')
  if (tags !== undefined) {
    const known: string[] = tags.match(/"[^"]*"/g) ?? []
    return tags.trim() === '*' || known.includes(current.etag)
  }
  const since = Date.parse(header('If-Modified-Since') ?? '')
  return !Number.isNaN(since) && current.modifiedAt <= since
}
