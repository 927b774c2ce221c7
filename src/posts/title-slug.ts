/** A title as part of an address: letters and digits of any script in lower case, joined by dashes; at most 80 characters. */
export function titleSlug(title: string): string {
  const words =
    title
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  let slug = ''
  for (const word of words) {
    const next = slug === '' ? word : `${slug}-${word}`
    if (next.length > 80) break
    slug = next
  }
  return slug === '' ? (words[0] ?? '').slice(0, 80) : slug
}
