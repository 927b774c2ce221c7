import { createHash } from 'node:crypto'

/**
 * What is filled in when a message is made, as it reads there: what differs between the subscribers of one edition, and
 * `web`, where everybody reads it in the browser, which is not known while the edition is written.
 */
export type Personal = {
  address: string
  cadence: string
  unsubscribe: string
  preferences: string
  confirm: string
  web: string
}

/** One place-holder each: 27 letters and digits, so that HTML, Liquid, MJML and quoted-printable leave it as it is. */
export type Tokens = Readonly<Record<keyof Personal, string>>

/** A text cut at its tokens. */
export type Piece = string | { value: keyof Personal }

const LETTERS = { address: 'A', cadence: 'C', unsubscribe: 'U', preferences: 'P', confirm: 'F', web: 'W' } as const

/** The tokens of an edition made of `material`: the same material gives the same tokens, and none of them occurs in it. */
export function tokensFor(material: string): Tokens {
  for (let salt = 0; ; salt++) {
    const seed = createHash('sha256').update(`${salt}\0${material}`).digest('hex').slice(0, 24)
    if (!material.includes(seed)) return tokensOf(seed)
  }
}

/** The HTML with a last comment that says which tokens it holds. Nothing that a post says can stand behind it. */
export function withTokenMark(html: string, tokens: Tokens): string {
  return `${html.trimEnd()}<!--${tokens.address.slice(3)}-->`
}

/** Undoes `withTokenMark`. Throws when there is no mark. */
export function readTokenMark(html: string): { html: string; tokens: Tokens } {
  const mark = /<!--([0-9a-f]{24})-->$/.exec(html)
  if (!mark?.[1]) throw new Error('The HTML of this edition has no token mark at its end. Compose the edition again.')
  return { html: html.slice(0, mark.index), tokens: tokensOf(mark[1]) }
}

/** Every token in `source` becomes the name of its value; what stands between them is left as it is. */
export function cutAtTokens(source: string, tokens: Tokens): Piece[] {
  const names = new Map(Object.entries(tokens).map(([name, token]) => [token, name as keyof Personal]))
  return source
    .split(new RegExp(`(${Object.values(tokens).join('|')})`))
    .filter((part) => part !== '')
    .map((part) => {
      const value = names.get(part)
      return value ? { value } : part
    })
}

function tokensOf(seed: string): Tokens {
  const token = (name: keyof Personal) => `dl${LETTERS[name]}${seed}`
  return {
    address: token('address'),
    cadence: token('cadence'),
    unsubscribe: token('unsubscribe'),
    preferences: token('preferences'),
    confirm: token('confirm'),
    web: token('web'),
  }
}
