import { createServer } from 'node:net'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { freshDatabase } from '../../test/support/postgres.ts'
import { openAt } from '../../test/support/stores.ts'
import { StoreError } from './errors.ts'
import { openStore } from './open.ts'
import { readSetting, saveSetting } from './settings.ts'

async function databaseUrl(): Promise<string> {
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  return url
}

async function refusal(url: string): Promise<Error> {
  const error = await openStore({ url }).catch((thrown: Error) => thrown)
  expect(error).toBeInstanceOf(StoreError)
  return error as Error
}

it('refuses a wrong password without showing it', async () => {
  const url = (await databaseUrl()).replace('secret@', 'sesame@')
  const { message } = await refusal(url)
  expect(message).toContain('refuses this user or password. Set the right ones in DATABASE_URL.')
  expect(message).toContain(url.replace(':sesame', ''))
  expect(message).not.toContain('sesame')
})

it('names a database that is not there', async () => {
  const { message } = await refusal(`${await databaseUrl()}x`)
  expect(message).toContain('has no such database. Create it, or name another one in DATABASE_URL.')
})

it('names a server that does not answer', async () => {
  const server = createServer()
  const port = await new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(Object(server.address()).port)),
  )
  await new Promise((resolve) => server.close(resolve))
  const { message } = await refusal(`postgres://ada:sesame@127.0.0.1:${port}/dateline?password=sesame`)
  expect(message).toMatch(
    /^postgres:\/\/ada@127\.0\.0\.1:\d+\/dateline: cannot be reached\. Is the server running there/,
  )
  expect(message).not.toContain('sesame')
})

it.each([
  'mysql://ada:sesame@db/dateline',
  'ada:sesame',
])('refuses %s as an address without showing it', async (url) => {
  const { message } = await refusal(url)
  expect(message).toContain('DATABASE_URL: is no address of a PostgreSQL database.')
  expect(message).not.toContain('sesame')
})

it('keeps two schemas of one database apart', async () => {
  const url = await databaseUrl()
  const live = await openAt({ url, schema: 'public' })
  const rehearsal = await openAt({ url, schema: 'dateline_rehearsal' })
  await saveSetting(live.db, 'host', 'live')
  await saveSetting(rehearsal.db, 'host', 'rehearsal')
  expect(await readSetting(live.db, 'host')).toBe('live')
  expect(await readSetting((await openAt({ url, schema: 'dateline_rehearsal' })).db, 'host')).toBe('rehearsal')
})

it('says that the server went away in the middle, and goes on when it is back', async () => {
  const url = await databaseUrl()
  const { db } = await openAt({ url })
  const other = await openAt({ url })
  const cut = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.db)
    await saveSetting(trx, 'host', 'blog.example.org')
  })
  await expect(cut).rejects.toThrow(/cannot be reached\. Is the server running there/)
  expect(await readSetting(db, 'host')).toBeNull()
})
