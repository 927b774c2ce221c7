import type { Complaints } from './complaint.ts'
import { isLanguage, isWebAddress } from './values.ts'
import { childOf, childrenOf, type XmlNode } from './xml-node.ts'
import { judgeAttributes, judgeChildren } from './xml-rules.ts'

/** OPML 2.0 as a list of subscriptions. */
export function judgeOpml(opml: XmlNode, complaints: Complaints): void {
  if (opml.attributes.version !== '2.0') complaints.error('version-unknown', `opml ${opml.attributes.version}`)
  judgeChildren(opml, { head: 'once', body: 'once' }, [], complaints)
  const body = childOf(opml, 'body')
  const outlines = body ? childrenOf(body, 'outline') : []
  if (outlines.length === 0) complaints.error('element-missing', 'outline')
  for (const outline of outlines) {
    const optional = ['title', 'version', 'htmlUrl', 'language', 'description']
    judgeAttributes(outline, ['text', 'type', 'xmlUrl'], optional, complaints)
    const { text = '', type, version = 'RSS2', xmlUrl = '', htmlUrl = xmlUrl, language = 'en' } = outline.attributes
    if (text.trim() === '') complaints.warning('attribute-empty', 'outline text')
    if (type !== 'rss') complaints.error('outline-type-unknown', String(type))
    if (!/^(?:RSS|RSS1|RSS2)$/.test(version)) complaints.error('version-unknown', `outline ${version}`)
    for (const address of [xmlUrl, htmlUrl]) if (!isWebAddress(address)) complaints.error('address-invalid', address)
    if (!isLanguage(language)) complaints.error('language-invalid', language)
  }
}
