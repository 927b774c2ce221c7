import type { Config } from '../config/schema.ts'
import type { EditionText } from '../digests/edition.ts'
import { compileMjml } from './compile-mjml.ts'
import { letterHeading } from './letter-heading.ts'
import { letterText } from './letter-text.ts'
import { letterVariables } from './letter-variables.ts'
import { requireLink } from './require-link.ts'
import { type LetterKind, type TemplateName, type Templates, templateOf } from './templates.ts'
import { tokensFor, withTokenMark } from './tokens.ts'

const TEMPLATES: Record<LetterKind, TemplateName> = {
  confirmation: 'confirm',
  welcome: 'welcome',
  address: 'address',
}

/** See `renderLetter`. */
export async function writeLetter(kind: LetterKind, config: Config, templates: Templates): Promise<EditionText> {
  const template = templateOf(templates, TEMPLATES[kind])
  const heading = letterHeading(kind, config)
  const tokens = tokensFor(JSON.stringify([heading, config, template]))
  const frame = { ...heading, kind, config, tokens }
  const html = await compileMjml(template)(letterVariables(frame))
  requireLink(html, template.name, tokens)
  return { ...heading, html: withTokenMark(html, tokens), text: letterText(frame) }
}
