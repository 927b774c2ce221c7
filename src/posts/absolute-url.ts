const LINK_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const MEDIA_SCHEMES = new Set(['http:', 'https:'])

/** The address that a link of a post leads to: http, https, mailto or tel; undefined when malformed, empty or of another scheme. */
export function absoluteUrl(reference: string, base: string): string | undefined {
  return resolve(reference, base, LINK_SCHEMES)
}

/** As `absoluteUrl`, for what a page loads by itself: http and https only. */
export function absoluteMediaUrl(reference: string, base: string): string | undefined {
  return resolve(reference, base, MEDIA_SCHEMES)
}

/** A `srcset` with every candidate absolute; candidates that cannot be loaded are left out, undefined when none is left. */
export function absoluteSrcset(srcset: string, base: string): string | undefined {
  const candidates = [...srcset.matchAll(/[\s,]*(\S*[^\s,])(?:\s+([^,]*))?/g)].flatMap(
    ([, reference = '', rest = '']) => {
      const url = absoluteMediaUrl(reference, base)
      const descriptor = rest.trim()
      if (url === undefined || !/^(?:[1-9]\d{0,4}w|\d{1,2}(?:\.\d{1,3})?x)?$/.test(descriptor)) return []
      return [`${url} ${descriptor}`.trim()]
    },
  )
  return candidates.length > 0 ? candidates.join(', ') : undefined
}

function resolve(reference: string, base: string, schemes: Set<string>): string | undefined {
  const trimmed = reference.trim()
  if (trimmed === '') return undefined
  const url = URL.parse(trimmed, base)
  return url !== null && schemes.has(url.protocol) ? url.href : undefined
}
