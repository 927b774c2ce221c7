import { judgeAtom } from './atom-rules.ts'
import { type Complaint, Complaints } from './complaint.ts'
import { judgeJson } from './json-rules.ts'
import { judgeOpml } from './opml-rules.ts'
import { judgeRss } from './rss-rules.ts'
import { hasBadCharacters } from './values.ts'
import { everyNode, readTree, type XmlNode } from './xml-node.ts'
import type { Setting } from './xml-rules.ts'

/**
 * What a feed validator would say of a document: errors where a specification is broken, warnings where readers are
 * known to stumble. `name` tells its kind. Rules are of RSS 2.0 with its Best Practices Profile, RFC 4287, RFC 5005,
 * RFC 6721, JSON Feed 1.1, OPML 2.0, Media RSS and what podcast directories ask for.
 */
export function validate(name: string, text: string, setting: Setting): Complaint[] {
  const complaints = new Complaints()
  try {
    if (name.endsWith('.json')) judgeJson(JSON.parse(text), setting, complaints)
    else judgeXml(text, setting, complaints)
  } catch (error) {
    complaints.error('not-well-formed', (error as Error).message)
  }
  return complaints.all
}

function judgeXml(text: string, setting: Setting, complaints: Complaints): void {
  if (!text.startsWith('<?xml version="1.0" encoding="utf-8"?>')) complaints.warning('encoding-undeclared', 'document')
  const { root, unknown } = readTree(text)
  for (const namespace of unknown) complaints.warning('namespace-unknown', namespace)
  for (const node of everyNode(root)) judgeCharacters(node, complaints)
  if (root.name === 'rss') judgeRss(root, setting, complaints)
  else if (root.name === 'atom:feed') judgeAtom(root, setting, complaints)
  else if (root.name === 'opml') judgeOpml(root, complaints)
  else complaints.error('no-feed', root.name)
}

function judgeCharacters({ name, text, attributes }: XmlNode, complaints: Complaints): void {
  if ([text, ...Object.values(attributes)].some(hasBadCharacters)) complaints.warning('characters-bad', name)
}
