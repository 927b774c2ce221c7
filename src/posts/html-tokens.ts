import createParser, { type Token } from 'markdown-it'
import { sanitise } from './sanitise.ts'

const PIECE = new RegExp(
  [
    /<pre[^>]*>(?<fence>[\s\S]*?)<\/pre>/,
    /<code[^>]*>(?<code>[\s\S]*?)<\/code>/,
    /<(?<player>video|audio)\b(?<media>[\s\S]*?)<\/\k<player>>/,
    /<sup class="footnote-ref">[^[]*\[(?<note>\d+)\]<\/a><\/sup>/,
    /<(?<slash>\/?)(?<name>[a-z][a-z0-9]*)(?<attributes>[^>]*)>/,
    /(?<text>[^<]+)/,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'g',
)
const BLOCKS: Record<string, string> = {
  ...{ ul: 'bullet_list', ol: 'ordered_list', li: 'list_item', blockquote: 'blockquote' },
  ...{ table: 'table', thead: 'thead', tbody: 'tbody', tr: 'tr', th: 'th', td: 'td' },
  ...{ h2: 'heading', h3: 'heading', h4: 'heading', h5: 'heading', h6: 'heading' },
}
const MARKS: Record<string, string> = { strong: 'strong', b: 'strong', em: 'em', i: 'em', s: 's', del: 's', a: 'link' }
const BOUNDARIES = new Set(
  'p div section aside address dl dt dd figure figcaption details summary caption hr'.split(' '),
)
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

/**
 * The tokens that a writer of Markdown would have got for this HTML, after it was sanitised: what has no Markdown keeps
 * its words. Addresses are absolute against `url`.
 */
export function htmlTokens(html: string, url: string): Token[] {
  const state: State = { blocks: [], words: [], lists: 0 }
  for (const match of sanitise(html, { url }).matchAll(PIECE)) {
    const found = match.groups ?? {}
    if (found.fence !== undefined) {
      flush(state)
      state.blocks.push(token('fence', { content: decoded(found.fence) }))
    } else if (found.code !== undefined) state.words.push(token('code_inline', { content: decoded(found.code) }))
    else if (found.player !== undefined) state.words.push(...player(found.player, found.media ?? ''))
    else if (found.note !== undefined) state.words.push(token('footnote_ref', { meta: { id: Number(found.note) - 1 } }))
    else if (found.text !== undefined) state.words.push(token('text', { content: text(found.text) }))
    else if (found.name !== undefined) tag(state, found.name, found.slash === '/' ? -1 : 1, found.attributes ?? '')
  }
  flush(state)
  return state.blocks
}

type State = { blocks: Token[]; words: Token[]; lists: number }

function tag(state: State, name: string, nesting: 1 | -1, attributes: string): void {
  const block = BLOCKS[name]
  const mark = MARKS[name]
  if (block !== undefined) {
    flush(state)
    if (block.endsWith('_list')) state.lists += nesting
    state.blocks.push(token(`${block}_${nesting === 1 ? 'open' : 'close'}`, { nesting, tag: name }))
  } else if (BOUNDARIES.has(name)) flush(state)
  else if (mark !== undefined) state.words.push(markToken(mark, nesting, attributes))
  else if (name === 'br') state.words.push(token('hardbreak', {}))
  else if (name === 'img') {
    const alt = token('text', { content: attribute(attributes, 'alt') })
    state.words.push(token('image', { children: [alt] }))
  } else if (name === 'sup' && nesting === 1) state.words.push(token('text', { content: '^' }))
}

function flush(state: State): void {
  const words = state.words
  state.words = []
  if (words.every((word) => word.type === 'text' && word.content.trim() === '')) return
  const hidden = state.lists > 0
  state.blocks.push(token('paragraph_open', { nesting: 1, hidden }))
  state.blocks.push(token('inline', { children: words }))
  state.blocks.push(token('paragraph_close', { nesting: -1, hidden }))
}

function player(name: string, media: string): Token[] {
  const src = attribute(media, 'src')
  if (src === '') return []
  const label = token('text', { content: name === 'video' ? 'Video' : 'Audio' })
  return [markToken('link', 1, ` href="${src}"`), label, markToken('link', -1, '')]
}

function markToken(mark: string, nesting: 1 | -1, attributes: string): Token {
  const made = token(`${mark}_${nesting === 1 ? 'open' : 'close'}`, { nesting })
  const markup: Record<string, string> = { strong: '**', em: '*', s: '~~' }
  made.markup = markup[mark] ?? ''
  const href = attribute(attributes, 'href')
  if (href !== '') made.attrSet('href', href)
  return made
}

function token(type: string, properties: Partial<Token>): Token {
  return Object.assign(new createParser.Token(type, '', 0), properties)
}

function attribute(attributes: string, name: string): string {
  return decoded(new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')
}

function text(html: string): string {
  return decoded(html).replace(/[ \t\n]+/g, ' ')
}

function decoded(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|quot);/g, (entity) => ENTITIES[entity] ?? entity)
}
