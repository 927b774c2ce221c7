import { closest } from './closest.ts'
import { ENVIRONMENT_NAMES } from './environment.ts'

/**
 * What is wrong with the text of a .env file: a line each, with its number. A name that looks like one of ours is told,
 * any other may be there for another program. No value is shown, since it may be a secret.
 */
export function dotenvProblems(text: string): string[] {
  const lines = text.split(/\r\n?|\n/)
  const problems: string[] = []
  for (let index = 0; index < lines.length; index++) {
    const place = `.env:${index + 1}`
    const line = lines[index]?.trim() ?? ''
    if (line === '' || line.startsWith('#')) continue
    const [, name = '', value = ''] = ASSIGNMENT.exec(line) ?? []
    if (name === '') {
      problems.push(
        `${place}: the line is not of the form NAME=value. Begin a remark with #; put a value of several lines in quotes.`,
      )
      continue
    }
    const guess = ENVIRONMENT_NAMES.includes(name) ? undefined : closest(name, ENVIRONMENT_NAMES)
    if (guess) problems.push(`${place}: ${name} is unknown. Did you mean ${guess}?`)
    const end = lastLine(lines, index, value)
    if (end === null)
      problems.push(`${place}: ${name} opens a quote that never closes. Close it, or write the value without quotes.`)
    else index = end
  }
  return problems
}

const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/

/** Index of the line on which a value ends, which may stand in quotes over several; null when its quote never closes. */
function lastLine(lines: string[], first: number, value: string): number | null {
  const quote = /^["'`]/.exec(value)?.[0]
  if (!quote || value.indexOf(quote, 1) > 0) return first
  const end = lines.findIndex((line, index) => index > first && line.includes(quote))
  return end < 0 ? null : end
}
