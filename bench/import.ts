import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { measure } from './measure.ts'

const PEOPLE = Number(process.env.PEOPLE ?? 1_000_000)
const MOST_MB = 250
const CLI = fileURLToPath(new URL('../bin/dateline.mjs', import.meta.url))

const root = mkdtempSync(join(tmpdir(), 'dateline-bench-'))
try {
  mkdirSync(join(root, 'config'))
  writeFileSync(
    join(root, 'config/dateline.yaml'),
    'site:\n  title: Bench\n  url: https://blog.example.org\ndigest:\n  from: ada@example.org\n',
  )
  const list = join(root, 'subscribed_members_export.csv')
  await pipeline(Readable.from(lines()), createWriteStream(list))
  const subscribers = (...args: string[]) => measure([CLI, 'subscribers', ...args, '--quiet', '--site', root])

  process.stdout.write(`${PEOPLE} subscribers, Node ${process.versions.node}\n\n`)
  process.stdout.write('| what | time | subscribers a second | memory |\n|---|---|---|---|\n')
  report('plan of an import', subscribers('import', list))
  report('import', subscribers('import', list, '--yes'))
  report('the same import once more', subscribers('import', list, '--yes'))
  report('export', subscribers('export', join(root, 'list.csv')))
} finally {
  rmSync(root, { recursive: true, force: true })
}

function report(what: string, { seconds, megabytes }: ReturnType<typeof measure>): void {
  const rate = Math.round(PEOPLE / seconds)
  process.stdout.write(`| ${what} | ${seconds.toFixed(0)} s | ${rate} | ${megabytes.toFixed(0)} MB |\n`)
  if (megabytes > MOST_MB) process.exitCode = 1
}

function* lines(): Generator<string> {
  yield 'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,TIMEZONE,LEID,TAGS\n'
  for (let n = 0; n < PEOPLE; n++) {
    yield `reader${n}@readers.example,Ada,Lovelace,2,2021-03-04 10:20:30,203.0.113.7,2021-03-04 10:21:30,203.0.113.7,Europe/Berlin,${n},"""VIP"""\n`
  }
}
