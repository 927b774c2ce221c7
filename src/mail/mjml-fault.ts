import { mjmlTags, placeOf, type Tag } from './template-marks.ts'

type Fault = { line: number; message: string; tagName: string }

const KNOWN = 'The elements and their attributes are at https://documentation.mjml.io.'

/** What is wrong with the nesting of the rendered template `file` before MJML, which mends it in silence, reads it; null when nothing is. */
export function structureFault(rendered: string, file: string): ((marked: string) => string) | null {
  const open: Tag[] = []
  const tags = mjmlTags(rendered)
  const said = (tag: Tag, what: string) => (marked: string) =>
    `${placeOf(marked, lineOf(rendered, tag.index), tag.name) ?? file}: ${what}`
  for (const tag of tags) {
    if (tag.name === 'mj-include') return said(tag, `<mj-include> reads no files. Write {% render 'name' %} instead.`)
    if (tag.alone) continue
    if (!tag.closing) open.push(tag)
    else if (open.at(-1)?.name === tag.name) open.pop()
    else {
      const last = open.at(-1)
      if (last)
        return said(last, `<${last.name}> is not closed before </${tag.name}>. Write </${last.name}> where it ends.`)
      return () => `${file}: </${tag.name}> closes nothing. Remove it, or write <${tag.name}> where it begins.`
    }
  }
  const last = open.at(-1)
  if (last) return said(last, `<${last.name}> is not closed. Write </${last.name}> where it ends.`)
  const missing = ['mjml', 'mj-body'].find((name) => !tags.some((tag) => tag.name === name))
  return missing
    ? () => `${file}: has no <${missing}>. Put the message into <mjml><mj-body>...</mj-body></mjml>.`
    : null
}

/** One line for each thing that MJML finds wrong with the template `file`, at its place in the author's own files. */
export function mjmlFault(error: unknown, marked: string, file: string): string {
  const { errors, message } = error as { errors?: Fault[]; message?: string }
  if (!errors?.length) return `${file}: MJML cannot read it (${oneLine(message ?? String(error))}). ${KNOWN}`
  return errors.map((fault) => `${placeOf(marked, fault.line, fault.tagName) ?? file}: ${inWords(fault)}`).join('\n')
}

function inWords({ message, tagName }: Fault): string {
  const [, plural, illegal] = /^Attributes? (?:(.*) are|(.*) is) illegal/.exec(message) ?? []
  if (plural ?? illegal) return `<${tagName}> has no attribute ${plural ?? illegal}. Correct or remove it. ${KNOWN}`
  if (/doesn't exist/.test(message)) {
    return tagName.startsWith('mj')
      ? `<${tagName}> is no element of MJML. ${KNOWN}`
      : `<${tagName}> cannot stand here. Put HTML into <mj-text> or <mj-raw>.`
  }
  const [, name, value, type] = /^Attribute (\S+) has invalid value: (.*) for type (\S+)/.exec(message) ?? []
  if (name) return `${name}="${value}" of <${tagName}> is not valid (${type}). Correct the value. ${KNOWN}`
  const [, inside, only] = /cannot be used inside (\S+), only inside: (.*)/.exec(message) ?? []
  if (inside) return `<${tagName}> cannot stand in <${inside}>. Move it into one of: ${only}.`
  return `<${tagName}>: ${oneLine(message).replace(/\.$/, '')}. ${KNOWN}`
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
