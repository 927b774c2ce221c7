import type { Template } from './templates.ts'

/** An opening or closing tag of MJML in a rendered template, at an index of its text. */
export type Tag = { name: string; closing: boolean; alone: boolean; index: number }

const LIQUID = /(\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\})/
const MARK = / dateline-at="([^"]*)"/

/** The name of a template's file for people. */
export function fileOf({ name }: Pick<Template, 'name'>): string {
  return `emails/${name}.mjml`
}

/** The name of a partial's file for people. */
export function partialFile(partial: string): string {
  return `emails/partials/${partial}.mjml`
}

/** The template with the author's file and line in every opening tag, on the same lines as before. Only for looking up places. */
export function marked({ name, text, partials }: Template): Template {
  const parts = Object.entries(partials).map(([part, source]) => [part, markTags(source, partialFile(part))])
  return { name, text: markTags(text, fileOf({ name })), partials: Object.fromEntries(parts) }
}

/** Where the author wrote the tag that stands, or ends, on a line (from 1) of the rendered text of marked templates. */
export function placeOf(rendered: string, line: number, tag: string): string | null {
  const lines = rendered.split('\n')
  for (let at = line - 1; at >= 0; at--) {
    const found = lines[at]?.split(new RegExp(`<${tag}(?=\\s)`)).at(-1)
    const mark = lines[at]?.includes(`<${tag} `) ? MARK.exec(found ?? '')?.[1] : undefined
    if (mark) return mark
  }
  return null
}

/** The tags of MJML itself, in order; what stands in comments is none. */
export function mjmlTags(source: string): Tag[] {
  const tags: Tag[] = []
  const pattern = /<!--[\s\S]*?-->|<(\/?)(mj[a-z-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g
  for (const { 1: slash, 2: name, 3: rest = '', index } of source.matchAll(pattern)) {
    if (name) tags.push({ name, closing: slash === '/', alone: rest.endsWith('/'), index })
  }
  return tags
}

function markTags(text: string, file: string): string {
  let line = 1
  return text
    .split(LIQUID)
    .map((part, index) => {
      const start = line
      line += part.split('\n').length - 1
      if (index % 2 === 1) return part
      return part.replace(/<[a-z][\w-]*(?=[\s/>])/g, (tag, at: number) => {
        return `${tag} dateline-at="${file}:${start + part.slice(0, at).split('\n').length - 1}"`
      })
    })
    .join('')
}
