import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { type CompiledQuery, sql } from 'kysely'
import { SMALL_THREAD } from './checkpoint.ts'
import { type Db, isPostgres } from './db.ts'
import { sqliteError } from './sqlite-error.ts'

/** All of a file of this size is read in less time than a thread takes to start. */
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
  const { rows } = await sql<{ file: string }>`pragma database_list`.execute(db)
  const file = rows[0]?.file
  return file && statSync(file).size > SMALL_BYTES ? file : null
}
