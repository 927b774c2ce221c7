import { fstatSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Kysely } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import type { Db } from './db.ts'
import { StoreError } from './errors.ts'
import { openStore } from './open.ts'
import type { Schema } from './schema.ts'
import { readSetting, saveSetting } from './settings.ts'
import { sqliteDialect } from './sqlite.ts'

/** A store whose disk does as it is told; `flushed` are the inodes of the files that were brought to it. */
async function storeOn(
  disk: (flushed: number[]) => Promise<void>,
): Promise<{ db: Db; flushed: number[]; file: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-log-'))
  const file = join(folder, 'dateline.db')
  await (await openStore({ file })).close()
  const flushed: number[] = []
  const flush = (descriptor: number) => {
    flushed.push(fstatSync(descriptor).ino)
    return disk(flushed)
  }
  const db = new Kysely<Schema>({ dialect: await sqliteDialect(file, flush) })
  onTestFinished(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })
  return { db, flushed, file }
}

const WRITES: [string, (db: Db) => Promise<unknown>][] = [
  ['a statement', (db) => saveSetting(db, 'host', 'blog.example.org')],
  ['a transaction', (db) => db.transaction().execute((trx) => saveSetting(trx, 'host', 'blog.example.org'))],
]

it.each(WRITES)('%s is done when it is on the disk, and nobody else waits meanwhile', async (_, write) => {
  const disk = Promise.withResolvers<void>()
  const { db, flushed, file } = await storeOn(() => disk.promise)
  let isDone = false
  const writing = write(db).then(() => {
    isDone = true
  })
  while (flushed.length === 0) await setImmediate()
  await setImmediate()
  expect(isDone).toBe(false)
  disk.resolve()
  await writing
  expect(flushed).toEqual([statSync(`${file}-wal`).ino])
})

it('does not ask the disk for what was only read', async () => {
  const { db, flushed } = await storeOn(async () => {})
  await readSetting(db, 'host')
  expect(flushed).toEqual([])
})

it.each(WRITES)('%s that the disk refuses is an error, and the next one is tried again', async (_, write) => {
  const { db, file } = await storeOn(async (flushed) => {
    if (flushed.length === 1) throw Object.assign(new Error('input/output error'), { code: 'EIO' })
  })
  await expect(write(db)).rejects.toThrow(
    new StoreError(
      `${file}-wal: could not be brought to the disk (EIO). Check the disk and the room on it; the next run carries on where this one stood.`,
    ),
  )
  await write(db)
  expect(await readSetting(db, 'host')).toBe('blog.example.org')
})

it('lets others read and write while the disk is at work for a transaction, and works for all of them at once', async () => {
  const disk = Promise.withResolvers<void>()
  const { db, flushed } = await storeOn(() => disk.promise)
  const write = (key: string) => db.transaction().execute((trx) => saveSetting(trx, key, 'x'))
  const first = write('first')
  while (flushed.length === 0) await setImmediate()
  const others = [write('second'), write('third'), write('fourth')]
  while ((await readSetting(db, 'fourth')) === null) await setImmediate()
  expect(await readSetting(db, 'first')).toBe('x')
  expect(flushed).toHaveLength(1)
  disk.resolve()
  await Promise.all([first, ...others])
  expect(flushed).toHaveLength(2)
})

it('does not undo the transaction of somebody else when the disk refuses one', async () => {
  const disk = Promise.withResolvers<void>()
  const { db } = await storeOn((flushed) => (flushed.length === 1 ? disk.promise : Promise.resolve()))
  const refused = db.transaction().execute((trx) => saveSetting(trx, 'first', 'x'))
  const failure = refused.catch((error: unknown) => error)
  await db.transaction().execute(async (trx) => {
    await saveSetting(trx, 'second', 'x')
    disk.reject(Object.assign(new Error('input/output error'), { code: 'EIO' }))
    expect(await failure).toBeInstanceOf(StoreError)
    await saveSetting(trx, 'third', 'x')
  })
  expect([await readSetting(db, 'second'), await readSetting(db, 'third')]).toEqual(['x', 'x'])
})
