import { SaxesParser } from 'saxes'

/** An element that holds either elements or text. */
export type XmlElement = {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  text: string
  /** Write the text as CDATA. */
  cdata: boolean
}

/** An element with the attributes that are not undefined; `inner` is its text or its children. */
export function element(
  name: string,
  attributes: Record<string, string | undefined>,
  inner: string | XmlElement[] = '',
): XmlElement {
  const given = Object.entries(attributes).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const content = typeof inner === 'string' ? { children: [], text: inner } : { children: inner, text: '' }
  return { name, attributes: Object.fromEntries(given), ...content, cdata: false }
}

/** The child of that name; throws when there is none. */
export function child(parent: XmlElement, name: string): XmlElement {
  const found = parent.children.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`<${parent.name}> has no <${name}>.`)
  return found
}

/** Puts elements before the first child of that name, or at the end where there is none. */
export function insertBefore(parent: XmlElement, name: string, elements: XmlElement[]): void {
  const at = parent.children.findIndex((candidate) => candidate.name === name)
  parent.children.splice(at < 0 ? parent.children.length : at, 0, ...elements)
}

export function remove(parent: XmlElement, name: string): void {
  parent.children = parent.children.filter((candidate) => candidate.name !== name)
}

/** Reads a well-formed document; `restore` is applied to every text and attribute. Throws where XML 1.0 does not hold. */
export function readXml(source: string, restore: (value: string) => string): XmlElement {
  const root = element('', {})
  const open = [root]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const values = Object.entries(attributes).map(([key, value]) => [key, restore(value)])
    const opened = element(name, Object.fromEntries(values))
    open.at(-1)!.children.push(opened)
    open.push(opened)
  })
  const addText = (text: string, cdata: boolean) => {
    if (text.trim() !== '') Object.assign(open.at(-1)!, { text: restore(text), cdata })
  }
  parser.on('text', (text) => addText(text, false))
  parser.on('cdata', (text) => addText(text, true))
  parser.on('closetag', () => open.pop())
  parser.write(source).close()
  return root.children[0]!
}

/** The document in UTF-8, two spaces a level, with a newline at its end. `style` is the address of its CSS, if it has one. */
export function writeXml(root: XmlElement, style?: string): string {
  const sheet = style === undefined ? '' : `<?xml-stylesheet type="text/css" href="${escapeAttribute(style)}"?>\n`
  return `<?xml version="1.0" encoding="utf-8"?>\n${sheet}${writeElement(root, '')}\n`
}

function writeElement({ name, attributes, children, text, cdata }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
  const tag = `${name}${pairs.join('')}`
  if (children.length > 0) {
    const inner = children.map((inside) => writeElement(inside, `${indent}  `)).join('\n')
    return `${indent}<${tag}>\n${inner}\n${indent}</${name}>`
  }
  if (text === '') return `${indent}<${tag}/>`
  return `${indent}<${tag}>${cdata ? writeCdata(text) : escapeText(text)}</${name}>`
}

/**
 * Hexadecimal references: the form of `&` and `<` in plain text that most readers show as it is meant, whether they take an
 * RSS title for text or for HTML, and the one that validators ask for (RSS Best Practices Profile, Character Data).
 */
function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, reference)
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replace(/[<>"\t\n\r]/g, reference)
}

function writeCdata(text: string): string {
  // A parser turns a bare carriage return into a newline, and CDATA has no references.
  if (text.includes('\r')) return escapeText(text)
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

function reference(character: string): string {
  return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`
}
