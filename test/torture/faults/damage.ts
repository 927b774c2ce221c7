import { closeSync, copyFileSync, openSync, rmSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { between } from '../random.ts'
import type { Finding, Row, Setting } from '../row.ts'
import { sum } from '../tally.ts'
import { inCopy, inWorld, type World } from '../world.ts'

const PUBLISH = ['publish', '--quiet']

/** One page of a database with planned messages is overwritten: the program has to refuse, and to mail nothing. */
async function damagedPages(setting: Setting): Promise<Finding> {
  const times = setting.isQuick ? 5 : 60
  return inWorld(setting, { readers: 200 }, async (world) => {
    await planOnly(world)
    const tallies = []
    for (let n = 0; n < times; n++) {
      tallies.push(
        await inCopy(world, async (copy) => {
          const page = overwritePage(copy, setting.random)
          const { code, err } = await copy.run(PUBLISH)
          const problems: string[] = []
          if (code !== 2) problems.push(`exit code ${code} with page ${page} overwritten: ${err.trim().slice(0, 100)}`)
          if (copy.server.taken().length > 0) problems.push(`mail went out with page ${page} overwritten`)
          return { planned: world.readers.length, lost: 0, doubled: 0, inDoubt: 0, bound: 0, problems }
        }),
      )
    }
    return { runs: times, ...sum(tallies) }
  })
}

/** Plans a digest while the mail server is away. */
async function planOnly(world: World): Promise<void> {
  world.post()
  await world.server.kill()
  await world.run(PUBLISH)
  await world.server.start()
}

/** Answers the number of the page. */
function overwritePage({ site }: World, random: Setting['random']): number {
  const file = site.path('data/dateline.db')
  const db = new DatabaseSync(file)
  // A page that nothing uses could be anything.
  db.exec('vacuum; pragma wal_checkpoint(truncate)')
  const pragma = (name: string) => Number(Object.values(db.prepare(`pragma ${name}`).get() ?? {})[0])
  const [pages, size] = [pragma('page_count'), pragma('page_size')]
  db.close()
  const page = between(random, 1, pages)
  const fd = openSync(file, 'r+')
  writeSync(fd, Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size)
  closeSync(fd)
  return page
}

/** A backup of the database is put back that does not know of a later digest. */
async function restoredBackup(setting: Setting, isPlanned: boolean): Promise<Finding> {
  return inWorld(setting, {}, async (world) => {
    const { site, server } = world
    const file = site.path('data/dateline.db')
    world.post()
    await world.run(PUBLISH)
    if (isPlanned) await planOnly(world)
    copyFileSync(file, site.path('backup.db'))
    if (!isPlanned) world.post()
    await world.run(PUBLISH)
    const before = server.taken().length
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    copyFileSync(site.path('backup.db'), file)
    const problems: string[] = []
    for (let run = 0; run < 2; run++) {
      const { code } = await world.run(PUBLISH)
      if (code !== 1) problems.push(`exit code ${code} after the backup was put back, not 1`)
    }
    const again = server.taken().length - before
    if (again > 0) problems.push(`${again} mailed again by itself`)
    const wanted = world.readers.length * world.marks.length
    const lost = wanted - Math.min(wanted, before)
    return { runs: 1, planned: wanted, lost, doubled: again, inDoubt: 0, bound: 0, problems }
  })
}

export const damages: Row[] = [
  { name: 'damaged database: a page overwritten', on: 'sqlite', run: damagedPages },
  { name: "yesterday's backup restored", on: 'sqlite', run: (setting) => restoredBackup(setting, false) },
  {
    name: 'backup restored with messages waiting in it',
    on: 'sqlite',
    run: (setting) => restoredBackup(setting, true),
  },
]
