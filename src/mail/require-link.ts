import { fileOf } from './template-marks.ts'
import type { TemplateName } from './templates.ts'
import type { Tokens } from './tokens.ts'

/** Throws, naming the template, with the fix, when its HTML lacks the link that a message of its kind cannot go without. */
export function requireLink(html: string, name: TemplateName, tokens: Tokens): void {
  const { link, need, fix } = REQUIRED[name]
  const shown = html.replace(/<!--[\s\S]*?-->/g, '')
  if (new RegExp(`<a\\s[^>]*href=["']?${tokens[link]}`).test(shown)) return
  throw new Error(`${fileOf({ name })}: has no link for ${need} needs. ${fix}`)
}

type Required = { link: 'unsubscribe' | 'confirm'; need: string; fix: string }

const LEAVE = 'Put <a href="{{ reader.unsubscribe }}">Unsubscribe</a> into an <mj-text> of its footer.'
const CONFIRM = 'Put <mj-button href="{{ reader.confirm }}">Confirm</mj-button> into it.'

const REQUIRED: Record<TemplateName, Required> = {
  digest: { link: 'unsubscribe', need: 'unsubscribing, which every digest', fix: LEAVE },
  welcome: { link: 'unsubscribe', need: 'unsubscribing, which every welcome', fix: LEAVE },
  confirm: { link: 'confirm', need: 'confirming, which every confirmation', fix: CONFIRM },
  address: { link: 'confirm', need: 'confirming, which every confirmation of an address', fix: CONFIRM },
}
