import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePosts } from './make-posts.ts'
import { type Measured, measure, median } from './measure.ts'

const POSTS = 10_000
const RUNS = Number(process.env.RUNS ?? 5)
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const CLI = here('../bin/dateline.mjs')

const root = mkdtempSync(join(tmpdir(), 'dateline-bench-'))
try {
  mkdirSync(join(root, 'config'))
  writeFileSync(
    join(root, 'config/dateline.yaml'),
    'site:\n  title: Bench\n  url: https://blog.example.org\ndigest:\n  from: ada@example.org\n',
  )
  makePosts(root, POSTS)
  const posts = join(root, 'posts')
  const publish = [CLI, 'publish', '--quiet', '--site', root]
  const forget = () => {
    for (const name of ['data', 'public']) rmSync(join(root, name), { recursive: true, force: true })
  }

  const rows: [string, Measured, Measured, number][] = []
  const stat = repeat(() => measure([here('bare-stat.mjs'), posts]))
  const read = repeat(() => measure([here('bare-read.mjs'), posts]))
  const first = repeat(() => measure(publish), forget)
  const unchanged = repeat(() => measure(publish))
  rows.push(['first publish / bare read, parse and Markdown', first, read, 2])
  rows.push(['unchanged publish / bare stat', unchanged, stat, 3])

  process.stdout.write(`${POSTS} posts of 5 kB, median of ${RUNS} runs, Node ${process.versions.node}\n\n`)
  process.stdout.write('| what | ours | bare | ratio | at most | memory |\n|---|---|---|---|---|---|\n')
  for (const [what, ours, bare, limit] of rows) {
    const ratio = ours.seconds / bare.seconds
    process.stdout.write(
      `| ${what} | ${ours.seconds.toFixed(2)} s | ${bare.seconds.toFixed(2)} s | ${ratio.toFixed(2)} | ${limit} | ${ours.megabytes.toFixed(0)} MB |\n`,
    )
    if (ratio > limit) process.exitCode = 1
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}

function repeat(run: () => Measured, before: () => void = () => {}): Measured {
  return median(
    Array.from({ length: RUNS }, () => {
      before()
      return run()
    }),
  )
}
