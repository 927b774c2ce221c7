import { type DefaultTreeAdapterTypes, parseFragment, serialize } from 'parse5'
import type { Complaints } from './complaint.ts'

type Node = DefaultTreeAdapterTypes.Node

const HARMLESS = new Set(
  (
    'a abbr acronym address area article aside audio b bdi big blockquote br caption center cite code col colgroup ' +
    'data dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd ' +
    'legend li main map mark menu meter nav ol output p picture pre progress q rp rt ruby s samp section small source ' +
    'span strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video wbr'
  ).split(' '),
)
const ADDRESSES = new Set(['href', 'src', 'poster', 'cite'])
const DIV = parseFragment('<div></div>').childNodes[0] as DefaultTreeAdapterTypes.Element

/** What is wrong with the HTML of an entry. `at` says where it stands. */
export function judgeHtml(html: string, at: string, complaints: Complaints): void {
  const fragment = parseFragment(DIV, html, {})
  if (tagsOf(serialize(fragment)) !== tagsOf(html)) complaints.warning('html-badly-nested', at)
  const judge = (node: Node): void => {
    if ('tagName' in node) judgeElement(node, at, complaints)
    if ('childNodes' in node) node.childNodes.forEach(judge)
  }
  fragment.childNodes.forEach(judge)
}

function judgeElement({ tagName, attrs }: DefaultTreeAdapterTypes.Element, at: string, complaints: Complaints): void {
  if (!HARMLESS.has(tagName)) complaints.warning('html-risky-element', `${at}: <${tagName}>`)
  for (const { name, value } of attrs) {
    if (/^on/i.test(name) || name === 'style') complaints.warning('html-risky-attribute', `${at}: ${name}`)
    if (ADDRESSES.has(name) && !/^(?:https?|mailto|tel):/.test(value))
      complaints.warning('html-relative-address', `${at}: ${name}="${value}"`)
    if (name === 'srcset' && value.split(', ').some((one) => !/^https?:/.test(one)))
      complaints.warning('html-relative-address', `${at}: srcset="${value}"`)
  }
}

function tagsOf(html: string): string {
  return Array.from(html.matchAll(/<(\/?[a-z][a-z0-9]*)(?:\s(?:"[^"]*"|'[^']*'|[^"'>])*)?>/gi), ([, tag]) => tag).join()
}
