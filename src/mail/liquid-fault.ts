import type { Liquid, LiquidError } from 'liquidjs'
import { closest } from '../config/closest.ts'
import { fileOf, partialFile } from './template-marks.ts'
import type { Template } from './templates.ts'

/** What a template may use, to name what it could have meant. */
export type Vocabulary = { liquid: Liquid; variables: object; partials: string[] }

/** One sentence about a mistake in Liquid, and its fix. */
export function liquidFault(error: unknown, { liquid, variables, partials }: Vocabulary): string {
  const message = reasonOf(error)
  const find = (pattern: RegExp) => pattern.exec(message)?.slice(1)
  const [variable] = find(/^undefined variable: (.*)/) ?? []
  if (variable) return `there is no value ${variable}. ${namesBeside(variable, variables)}`
  const [filter] = find(/^undefined filter: (.*)/) ?? []
  if (filter) return `there is no filter ${filter}. ${guess(filter, Object.keys(liquid.filters))}`
  const [tag] = find(/^tag "(.*)" not found/) ?? []
  if (tag?.startsWith('end') || tag === 'else') return `{% ${tag} %} has nothing that it belongs to. Remove it.`
  if (tag) return `there is no Liquid tag ${tag}. ${guess(tag, Object.keys(liquid.tags))}`
  const [open] = find(/^tag (\{%.*) not closed/) ?? []
  if (open?.endsWith('%}')) return `${open} is not closed. Write {% end${/\w+/.exec(open)?.[0]} %} where it ends.`
  if (open) return `${open} is not closed. Write %} where it ends.`
  const [output] = find(/^output "(.*)" not closed/) ?? []
  if (output) return `${output.trim()} is not closed. Write }} where it ends.`
  const [partial] = find(/Failed to lookup "(.*?)"/) ?? []
  if (partial) return `there is no partial "${partial}". emails/partials/ has ${partials.join(', ') || 'none'}.`
  if (/limit exceeded/.test(message))
    return `it takes too much time or memory (${message}). Look for a loop without end.`
  return `${message.replace(/\.$/, '')}. Correct it.`
}

/** Where a mistake is: the author's file, and the line. */
export function liquidPlace(error: unknown, template: Template): string {
  const { token } = error as Partial<LiquidError>
  const byText = Object.keys(template.partials).find((name) => template.partials[name] === token?.input)
  const partial = token?.input === template.text ? undefined : (token?.file ?? byText)
  const file = partial === undefined ? fileOf(template) : partialFile(partial)
  const line = token?.getPosition()[0]
  return line ? `${file}:${line}` : file
}

/** A partial that includes itself, directly or by way of others; null when there is none. */
export function circleIn(partials: Template['partials']): string | null {
  const reaches = (from: string, wanted: string, seen: Set<string>): boolean =>
    includedIn(partials[from] ?? '').some((name) => {
      if (name === wanted) return true
      if (seen.has(name)) return false
      return reaches(name, wanted, seen.add(name))
    })
  return Object.keys(partials).find((name) => reaches(name, name, new Set())) ?? null
}

function includedIn(text: string): string[] {
  return [...text.matchAll(/\{%-?\s*(?:render|include|layout)\s+['"]([^'"]+)['"]/g)].map(([, name = '']) => name)
}

function reasonOf(error: unknown): string {
  const { originalError, message } = error as { originalError?: Error; message?: string }
  const said = (originalError?.message ?? message ?? String(error)).replace(/(, file:\S+)?, line:\d+, col:\d+$/, '')
  return said.replace(/\s+/g, ' ').trim()
}

function namesBeside(path: string, variables: object): string {
  let owner: unknown = variables
  const parts = path.split('.')
  for (const part of parts.slice(0, -1)) owner = (owner as Record<string, unknown> | null | undefined)?.[part]
  const names = owner !== null && typeof owner === 'object' ? Object.keys(owner) : []
  const last = closest(parts.at(-1) ?? '', names)
  if (last) return `Did you mean ${[...parts.slice(0, -1), last].join('.')}?`
  return names.length > 0 ? `There are ${names.join(', ')}.` : 'Correct its name, or remove it.'
}

function guess(word: string, names: string[]): string {
  const near = closest(word, names)
  return near ? `Did you mean ${near}?` : 'Correct its name, or remove it; https://liquidjs.com lists all.'
}
