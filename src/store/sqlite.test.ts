import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { openAt } from '../../test/support/stores.ts'
import { checkStore } from './check.ts'
import { StoreError } from './errors.ts'
import { openStore } from './open.ts'
import type { Schema } from './schema.ts'
import { readSetting, saveSetting } from './settings.ts'
import { sqliteDialect } from './sqlite.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function filledFile(): Promise<string> {
  const file = join(temporaryFolder(), 'dateline.db')
  const store = await openStore({ file })
  for (let n = 0; n < 200; n++) await saveSetting(store.db, `key ${n}`, 'x'.repeat(500))
  await store.close()
  return file
}

async function pragma(db: Parameters<typeof readSetting>[0], name: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db)
  return Object.values(rows[0] ?? {})[0]
}

it('makes the folder of a new file', async () => {
  const { db } = await openAt({ file: join(temporaryFolder(), 'data', 'rehearsal', 'dateline.db') })
  expect(await readSetting(db, 'host')).toBeNull()
})

it('lives in memory when it is told so', async () => {
  const { db } = await openAt({ file: ':memory:' })
  await saveSetting(db, 'host', 'blog.example.org')
  expect(await readSetting(db, 'host')).toBe('blog.example.org')
})

it('keeps a write-ahead log, and the rules between tables', async () => {
  const { db } = await openAt({ file: join(temporaryFolder(), 'dateline.db') })
  expect(await pragma(db, 'journal_mode')).toBe('wal')
  expect(await pragma(db, 'foreign_keys')).toBe(1)
})

it('waits for another process that is setting up the same new file', async () => {
  const file = join(temporaryFolder(), 'dateline.db')
  const other = new DatabaseSync(file)
  other.exec('begin immediate; create table elsewhere (id integer)')
  const opening = sqliteDialect(file)
  other.exec('commit')
  other.close()
  const db = new Kysely<Schema>({ dialect: await opening })
  expect(await pragma(db, 'journal_mode')).toBe('wal')
  await db.destroy()
})

it('refuses a file that is no database, in one line', async () => {
  const file = join(temporaryFolder(), 'dateline.db')
  writeFileSync(file, 'This is a letter and no database. '.repeat(200))
  const refusal = await openStore({ file }).catch((error: Error) => error)
  expect(refusal).toBeInstanceOf(StoreError)
  expect((refusal as Error).message).toBe(
    `${file}: is no database, or a damaged one, and nothing was sent. Put a backup of it back in its place. (SQLite: file is not a database)`,
  )
})

it('refuses to work on with damaged pages', async () => {
  const file = await filledFile()
  overwritePages(file, 1)
  await expect(openStore({ file }).then(({ db }) => readSetting(db, 'key 1'))).rejects.toThrow(
    `${file}: is damaged, and nothing was sent.`,
  )
})

it('finds damage in pages that nothing has read', async () => {
  const file = await filledFile()
  const { db } = await openAt({ file })
  await checkStore(db)
  overwritePages(file, lastPage(file) - 3)
  const damaged = await openAt({ file })
  await expect(checkStore(damaged.db)).rejects.toThrow(StoreError)
})

it('names the folder that cannot be made', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'data'), '')
  const file = join(folder, 'data', 'dateline.db')
  await expect(openStore({ file })).rejects.toThrow(
    new StoreError(`${file}: its folder cannot be made (EEXIST). Create it, and let Dateline write to it.`),
  )
})

it('says that the disk is full, and works again when it is not', async () => {
  const { db } = await openAt({ file: join(temporaryFolder(), 'dateline.db') })
  const pages = Number(await pragma(db, 'page_count'))
  await pragma(db, `max_page_count = ${pages + 2}`)
  await expect(saveSetting(db, 'long', 'x'.repeat(100_000))).rejects.toThrow(/has no room left on its disk\. Make room/)
  await pragma(db, `max_page_count = ${pages + 200}`)
  await saveSetting(db, 'long', 'x'.repeat(100_000))
})

it('keeps working when a full disk ends a transaction', async () => {
  const { db } = await openAt({ file: join(temporaryFolder(), 'dateline.db') })
  await pragma(db, `max_page_count = ${Number(await pragma(db, 'page_count')) + 2}`)
  const work = db.transaction().execute((trx) => saveSetting(trx, 'long', 'x'.repeat(100_000)))
  await expect(work).rejects.toThrow(StoreError)
  await saveSetting(db, 'short', 'x')
  expect(await readSetting(db, 'short')).toBe('x')
})

const PAGE = 4096

function lastPage(file: string): number {
  return readFileSync(file).length / PAGE
}

/** Everything from a page on, so that whatever is read next is damaged. */
function overwritePages(file: string, from: number): void {
  const handle = openSync(file, 'r+')
  for (let page = from; page < lastPage(file); page++) writeSync(handle, Buffer.alloc(PAGE, 0xa5), 0, PAGE, page * PAGE)
}
