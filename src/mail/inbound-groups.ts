/** Fields by their names in lower case; of a field that is there twice, the first. */
export type Fields = ReadonlyMap<string, string>

const MOST_GROUPS = 100
const MOST_LINES = 2000

/** Reads groups of fields with empty lines between them, as the parts of reports have them (RFC 3464 2.1), folded or not. */
export function readGroups(text: string): Fields[] {
  const groups: Map<string, string>[] = [new Map()]
  let last = ''
  for (const line of text.split(/\r?\n/, MOST_LINES)) {
    const group = groups.at(-1) as Map<string, string>
    const [, name, value] = /^([\w-]+)[ \t]*:(.*)$/.exec(line) ?? []
    if (line.trim() === '') {
      if (group.size > 0 && groups.length < MOST_GROUPS) groups.push(new Map())
      last = ''
    } else if (/^[ \t]/.test(line)) {
      if (last !== '') group.set(last, `${group.get(last)} ${line.trim()}`.slice(0, 8000))
    } else if (name !== undefined && value !== undefined) {
      last = group.has(name.toLowerCase()) ? '' : name.toLowerCase()
      if (last !== '') group.set(last, value.trim())
    }
  }
  return groups.filter((group) => group.size > 0)
}
