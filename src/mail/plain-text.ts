import { markdownToText } from '../posts/markdown-text.ts'
import type { Frame, Shown } from './digest-variables.ts'
import type { Story } from './story.ts'
import { textFooter } from './text-footer.ts'
import { WIDTH, wrap } from './wrap.ts'

/** The text part of an edition: the same stories in the same order as the HTML, wrapped at 72 columns, links numbered. */
export function plainText({ told, titles, more }: Shown, { config, dateline, tokens }: Frame): string {
  const links: string[] = []
  const blocks = [
    [wrap(config.site.title.toUpperCase()), dateline, `In the browser: ${tokens.web}`].filter(Boolean).join('\n'),
    ...(told.length > 3 ? [contents(told)] : []),
    ...told.map((story) => tell(story, links)),
    ...(titles.length > 0 ? [alsoNew(titles)] : []),
    ...(more > 0 ? [`And ${more} more on the web: ${new URL(config.site.url).href}`] : []),
    ...(links.length > 0 ? [links.map((link, index) => `[${index + 1}] ${link}`).join('\n')] : []),
    textFooter(config, tokens),
  ]
  return `${blocks.join('\n\n\n')}\n`
}

function contents(stories: Story[]): string {
  const width = String(stories.length).length
  const lines = stories.map((story, index) => wrap(story.title, `${String(index + 1).padStart(width)}. `))
  return `In this digest\n\n${lines.join('\n')}`
}

function alsoNew(stories: Story[]): string {
  return `Also new\n\n${stories.map((story) => `${wrap(story.title)}\n${story.url}`).join('\n\n')}`
}

function tell(story: Story, links: string[]): string {
  const facts = [story.date, story.authors, `${story.minutes} min read`].filter(Boolean).join(' · ')
  const head = [wrap(story.title), '-'.repeat(WIDTH), ...(story.subtitle ? [wrap(story.subtitle)] : []), wrap(facts)]
  const excerpt = excerptText(story, links)
  return [head.join('\n'), ...(excerpt ? [excerpt] : []), `Read it: ${story.url}`].join('\n\n')
}

function excerptText(story: Story, links: string[]): string {
  const { text, links: found } = markdownToText(story.markdown, {
    url: story.url,
    width: WIDTH,
    firstLink: links.length + 1,
  })
  links.push(...found)
  return text.trim()
}
