import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { DateTime } from 'luxon'
import { readSite } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { naming } from '../files/file-error.ts'
import { titleSlug } from '../posts/title-slug.ts'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { UsageError } from './failure.ts'

/** `new "Title"`: writes a dated post without text, which is published once it has some. */
export const newCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('new')
      .description('Write a dated post with this title; it is published once you gave it text.')
      .argument('<title>', 'title of the post')
      .option('--draft', 'mark it as a draft, which stays unpublished until you take the mark away')
      .action(async (title: string, _flags, command: Command) => {
        writePost(title, command.optsWithGlobals(), terminal)
        done(0)
      }),
    'npm run dateline -- new "What we learned from the outage"',
  )

/** Held back while it is all there is, so that a worker does not publish an empty post. */
const PLACEHOLDER = '<!-- Write your post here. It is published once it has words. -->'

function writePost(title: string, flags: SharedOptions & { draft?: boolean }, terminal: Console): void {
  const { config, paths } = readSite({ site: flags.site })
  const now = DateTime.now().setZone(config.site.timezone)
  const slug = titleSlug(title)
  if (slug === '') throw new UsageError(`new "${title}": the title has no letter or digit. Give it a title in words.`)
  const name = `${now.toISODate()}-${slug}.md`
  const file = join(paths.posts, name)
  if (existsSync(file))
    throw new UsageError(`posts/${name}: is there already. Choose another title, or edit that post.`)
  naming(paths.posts, 'written', () => mkdirSync(paths.posts, { recursive: true }))
  const date = now.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ")
  const lines = [
    '---',
    `title: ${JSON.stringify(title)}`,
    `date: ${date}`,
    ...(flags.draft ? ['draft: true'] : []),
    '---',
    '',
    PLACEHOLDER,
    '',
  ]
  naming(file, 'written', () => writeFileSync(file, lines.join('\n'), { flag: 'wx' }))
  terminal.print(file)
  terminal.say(
    `Written: posts/${name}. Add your text${flags.draft ? ', take out "draft: true"' : ''} and run "${npmRun(paths.root, 'publish')}".`,
  )
}
