import type { Env } from 'markdown-it'
import { type Block, blockTree, wordsOf } from './block-tree.ts'
import { parseMarkdown } from './markdown-parser.ts'
import { plainWords } from './plain-words.ts'
import { proseTokens } from './prose-tokens.ts'
import { wordUnits } from './word-units.ts'

const WORDS_PER_MINUTE = 220
const CHARACTERS_PER_MINUTE = 500
/** Code is skimmed: it counts as this share of as many words of prose. */
const CODE_SHARE = 0.5

/** Whole minutes that reading a post takes, at least 1; Chinese, Japanese and their like are counted by characters. */
export function readingMinutes(body: string): number {
  const env: Env = {}
  const blocks = blockTree(proseTokens(parseMarkdown(body, env), env, 'https://post.invalid/'))
  const minutes = blocks.reduce((sum, block) => sum + minutesOf(block), 0)
  return Math.max(1, Math.round(minutes))
}

function minutesOf(block: Block): number {
  const { token, children } = block
  if (token.type === 'fence' || token.type === 'code_block') return minutesOfText(token.content) * CODE_SHARE
  if (token.type === 'inline') return minutesOfText(plainWords(wordsOf(block)))
  return children.reduce((sum, child) => sum + minutesOf(child), 0)
}

function minutesOfText(text: string): number {
  const counts = { word: 0, character: 0, part: 0 }
  for (const { kind } of wordUnits(text)) counts[kind] += 1
  return counts.word / WORDS_PER_MINUTE + counts.character / CHARACTERS_PER_MINUTE
}
