import { Worker } from 'node:worker_threads'
import { type CompiledQuery, sql } from 'kysely'
import { SMALL_THREAD } from './checkpoint.ts'
import { type Db, isPostgres } from './db.ts'
import { sqliteError } from './sqlite-error.ts'

/** All of a database of this size is read in less time than a thread takes to start. */
const SMALL_BYTES = 4_000_000

/** A query with its parameters, and the database that it is for. */
export type AsideQuestion = { file: string; query: Pick<CompiledQuery, 'sql' | 'parameters'> }
export type AsideAnswer = { rows: unknown[] } | { error: SqliteFault }
export type SqliteFault = { code?: string | undefined; errcode?: number | undefined; message: string }

/**
 * Asks what takes long, and keeps nothing else waiting: SQLite answers within the call, so that a large file is read by a
 * thread of its own, which sees what is committed. It changes nothing.
 */
export async function aside<Row>(db: Db, query: { compile: (db: Db) => CompiledQuery<Row> }): Promise<Row[]> {
  const compiled = query.compile(db)
  const file = await largeFile(db)
  if (file === null) return (await db.executeQuery(compiled)).rows
  const { sql: text, parameters } = compiled
  const question: AsideQuestion = { file, query: { sql: text, parameters } }
  const thread = new Worker(new URL('./aside-thread.mjs', import.meta.url), {
    workerData: question,
    resourceLimits: SMALL_THREAD,
  })
  try {
    const answer = await new Promise<AsideAnswer>((resolve, reject) => {
      thread.on('message', resolve)
      thread.on('error', reject)
      thread.on('exit', (code) => reject(new Error(`The thread that reads ${file} ended with ${code}.`)))
    })
    if ('error' in answer) throw sqliteError(answer.error, file) ?? new Error(answer.error.message)
    return answer.rows as Row[]
  } finally {
    await thread.terminate()
  }
}

async function largeFile(db: Db): Promise<string | null> {
  if (isPostgres(db) || db.isTransaction) return null
  // In pages, because those that are still in the write-ahead log are no part of the file's size.
  const { rows } = await sql<{ file: string; bytes: number }>`
    select list.file, count.page_count * size.page_size as bytes
    from pragma_database_list as list, pragma_page_count as count, pragma_page_size as size where list.name = 'main'
  `.execute(db)
  const [main] = rows
  return main?.file && main.bytes > SMALL_BYTES ? main.file : null
}
