import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { runProgram } from './program.ts'
import { makeHome, type Reader } from './reader.ts'

/** newsboat, which keeps every entry that is new to it in its cache. */
export async function startNewsboat(feeds: string[]): Promise<Reader> {
  const home = makeHome()
  const cache = join(home, 'cache.db')
  writeFileSync(join(home, 'urls'), feeds.map((feed) => `${feed}\n`).join(''))
  writeFileSync(join(home, 'config'), '')
  const reload = async () => {
    await runProgram('/usr/bin/newsboat', ['-u', 'urls', '-c', cache, '-C', 'config', '-x', 'reload'], home)
  }
  // It sends validators from its third question on.
  for (let asked = 0; asked < 2; asked++) await reload()
  return {
    reload,
    shown: () => {
      const database = new DatabaseSync(cache, { readOnly: true })
      const rows = database.prepare('select title from rss_item').all()
      database.close()
      return rows.map(({ title }) => String(title)).sort()
    },
  }
}
