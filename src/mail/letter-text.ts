import type { Config } from '../config/schema.ts'
import type { LetterFrame } from './letter-variables.ts'
import { feedAddress } from './shared-variables.ts'
import { textFooter } from './text-footer.ts'
import type { Tokens } from './tokens.ts'
import { WIDTH, wrap } from './wrap.ts'

/** The text part of a letter: the same words in the same order as the HTML, wrapped at 72 columns. */
export function letterText({ kind, config, tokens }: LetterFrame): string {
  const blocks = [wrap(config.site.title.toUpperCase()), WORDS[kind](config, tokens).join('\n\n')]
  const footer = kind === 'welcome' ? textFooter(config, tokens) : askingFooter(config, tokens)
  return `${[...blocks, footer].join('\n\n\n')}\n`
}

const RULE = '-'.repeat(WIDTH)

const WORDS: Record<LetterFrame['kind'], (config: Config, tokens: Tokens) => string[]> = {
  confirmation: ({ site, subscribe }, { confirm }) => [
    `Please confirm your subscription\n${RULE}`,
    wrap(`Somebody asked for ${site.title} at this address. If it was you, confirm it:`),
    confirm,
    'The link is good for three days.',
    'What you agree to:',
    wrap(subscribe.wording, '> ').replace(/\n {2}/g, '\n> '),
    wrap('If it was not you, do nothing: you are not subscribed, and no digest comes.'),
  ],
  welcome: ({ site }, { cadence, address, preferences }) => [
    `You are subscribed\n${RULE}`,
    `${wrap(`You get ${site.title}`)}\n${cadence},\nat ${address}.`,
    'When there is nothing new, nothing comes.',
    `Change what you get and when:\n${preferences}`,
    `Do you prefer a feed reader? Give it this address:\n${feedAddress(site)}`,
  ],
  address: ({ site }, { confirm }) => [
    `Confirm your new address\n${RULE}`,
    wrap(`From now on ${site.title} is to come to this address. If you asked for it, confirm it:`),
    confirm,
    'The link is good for three days.',
    'If it was not you, do nothing: everything stays as it is.',
  ],
}

function askingFooter({ site, digest }: Config, { address }: Tokens): string {
  const parts = [
    `${RULE}\nThis was sent to ${address},\n${wrap(`which somebody gave to ${site.title}, ${new URL(site.url).href}.`)}`,
    ...(digest.postalAddress ? [digest.postalAddress.trim()] : []),
  ]
  return parts.join('\n\n')
}
