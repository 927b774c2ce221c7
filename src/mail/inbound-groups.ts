/** Fields by their names in lower case; of a field that is there twice, the first. */
export type Fields = ReadonlyMap<string, string>

const LONGEST = 8000

/** Reads groups of fields with empty lines between them, as the parts of reports have them (RFC 3464 2.1), folded or not. */
export function readGroups(text: string): Fields[] {
  const groups: Map<string, string>[] = [new Map()]
  let last = ''
  for (const line of text.split(/\r?\n/)) {
    const group = groups.at(-1) as Map<string, string>
    const [, name, value] = /^([\w-]+)[ \t]*:(.*)$/.exec(line) ?? []
    if (line.trim() === '') {
      if (group.size > 0) groups.push(new Map())
      last = ''
    } else if (/^[ \t]/.test(line)) {
      const before = group.get(last) ?? ''
      if (last !== '' && before.length < LONGEST) group.set(last, `${before} ${line.trim()}`.slice(0, LONGEST))
    } else if (name !== undefined && value !== undefined) {
      last = group.has(name.toLowerCase()) ? '' : name.toLowerCase()
      if (last !== '') group.set(last, value.trim())
    }
  }
  return groups.filter((group) => group.size > 0)
}
