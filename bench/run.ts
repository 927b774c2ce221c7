import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePosts, postText } from './make-posts.ts'
import { type Measured, measure, median } from './measure.ts'

const POSTS = 10_000
const RUNS = Number(process.env.RUNS ?? 5)
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const CLI = here('../bin/dateline.mjs')

type Row = { what: string; ours: Measured; bare: number; limit: number | null }

const root = mkdtempSync(join(tmpdir(), 'dateline-bench-'))
try {
  mkdirSync(join(root, 'config'))
  makePosts(root, POSTS)
  const rows = [...headsOnly(), ...everyFeed()]
  process.stdout.write(`${POSTS} posts of 5 kB, median of ${RUNS} runs, Node ${process.versions.node}\n\n`)
  process.stdout.write('| what | ours | bare | ratio | at most | memory |\n|---|---|---|---|---|---|\n')
  for (const { what, ours, bare, limit } of rows) {
    const ratio = ours.seconds / bare
    const cells = [what, `${ours.seconds.toFixed(2)} s`, `${bare.toFixed(2)} s`, ratio.toFixed(2), limit ?? 'none']
    process.stdout.write(`| ${cells.join(' | ')} | ${ours.megabytes.toFixed(0)} MB |\n`)
    if (limit !== null && ratio > limit) process.exitCode = 1
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}
await import('./mail.ts')

function headsOnly(): Row[] {
  configure('feeds:\n  tags: false\n  archive: false\n')
  const stat = repeat(() => measure([here('bare-stat.mjs'), join(root, 'posts')]))
  const read = repeat(() => measure([here('bare-read.mjs'), join(root, 'posts'), '30']))
  const first = repeat(publish, forget)
  const unchanged = repeat(publish)
  return [
    { what: 'first publish / bare read, parse and Markdown of 30', ours: first, bare: read.seconds, limit: 2 },
    { what: 'unchanged publish / bare stat', ours: unchanged, bare: stat.seconds, limit: 3 },
  ]
}

/** With 200 tags and 200 archive pages, as by default. */
function everyFeed(): Row[] {
  configure('')
  const read = measure([here('bare-read.mjs'), join(root, 'posts'), String(POSTS)])
  const stat = repeat(() => measure([here('bare-stat.mjs'), join(root, 'posts')]))
  forget()
  const first = publish()
  const unchanged = repeat(publish)
  const render = repeat(() => measure([here('bare-render.ts'), root]))
  let n = 0
  const oneMore = repeat(publish, () => writeFileSync(join(root, `posts/one-more-${++n}.md`), postText(-n)))
  const bound = 2 * unchanged.seconds + render.seconds
  return [
    { what: 'the same with 200 tags and the archive / of all', ours: first, bare: read.seconds, limit: null },
    { what: 'unchanged publish / bare stat', ours: unchanged, bare: stat.seconds, limit: 3 },
    { what: 'one more post / 2 unchanged and 12 feeds rendered', ours: oneMore, bare: bound, limit: 1 },
  ]
}

function configure(feeds: string): void {
  writeFileSync(
    join(root, 'config/dateline.yaml'),
    `site:\n  title: Bench\n  url: https://blog.example.org\ndigest:\n  from: ada@example.org\n${feeds}`,
  )
}

function publish(): Measured {
  return measure([CLI, 'publish', '--quiet', '--site', root])
}

function forget(): void {
  for (const name of ['data', 'public']) rmSync(join(root, name), { recursive: true, force: true })
}

function repeat(run: () => Measured, before: () => void = () => {}): Measured {
  return median(
    Array.from({ length: RUNS }, () => {
      before()
      return run()
    }),
  )
}
