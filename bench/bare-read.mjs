import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import matter from 'gray-matter'
import MarkdownIt from 'markdown-it'

const [folder, shownCount] = process.argv.slice(2)
const posts = []
for (const name of readdirSync(folder, { recursive: true })) {
  if (!name.endsWith('.md')) continue
  const { data, content } = matter(readFileSync(join(folder, name), 'utf8'), {})
  posts.push({ date: new Date(data.date).getTime(), content })
}
const markdown = new MarkdownIt({ html: true, linkify: true, typographer: true })
const shown = posts.sort((a, b) => b.date - a.date).slice(0, Number(shownCount))
process.stdout.write(`${shown.reduce((sum, post) => sum + markdown.render(post.content).length, 0)}\n`)
