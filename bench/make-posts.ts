import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const WORDS =
  'the a queue reader of disk and we found that log every slow restart in time page alert went quiet after'.split(' ')

/** Writes `count` posts of about 5 kB below `root`/posts/, dated one a day backwards from 2026-01-01; always the same ones. */
export function makePosts(root: string, count: number): void {
  for (let n = 0; n < count; n++) {
    const folder = join(root, 'posts', String(n % 100))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `post-${n}.md`), postText(n))
  }
}

export function postText(n: number): string {
  const date = new Date(Date.UTC(2026, 0, 1) - n * 86_400_000).toISOString()
  const tags = [`tag-${n % 200}`, `tag-${(n * 7) % 200}`]
  const paragraphs = Array.from({ length: 12 }, (_, p) => paragraph(n * 31 + p))
  return `---\ntitle: "Post number ${n}: what we saw"\ndate: ${date}\ntags: [${tags.join(', ')}]\ndescription: Notes of day ${n}.\nauthor: Ada Example\n---\n\n${paragraphs.join('\n\n')}\n`
}

function paragraph(seed: number): string {
  const words = Array.from({ length: 75 }, (_, w) => WORDS[(seed * 17 + w * w * 3 + w) % WORDS.length])
  return `${words.join(' ')} **${seed}**, [more](https://example.org/${seed}).`
}
