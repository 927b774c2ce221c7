import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { Checkpointer } from './checkpoint.ts'
import { isBusy, sqliteError } from './sqlite-error.ts'

/** How long a statement waits for another process's transaction; those of this program take far less. */
const BUSY_MS = 5_000
const STATEMENTS = 200
/** Pages of the write-ahead log at which a commit brings it into the file by itself. */
const LONGEST_LOG = 8_000

/** Opens the file for Kysely through node:sqlite, creating it and its folder where there is none. */
export async function sqliteDialect(file: string): Promise<Dialect> {
  const connection = new Connection(await openFile(file), file)
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => driverOf(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

async function openFile(file: string): Promise<DatabaseSync> {
  let database: DatabaseSync | undefined
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
    database = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true })
    database.exec(
      `pragma synchronous = full; pragma wal_autocheckpoint = ${LONGEST_LOG}; pragma cache_size = -8000; pragma journal_size_limit = 67108864; pragma secure_delete = on`,
    )
    await writeAhead(database)
    return database
  } catch (error) {
    database?.close()
    throw sqliteError(error, file) ?? error
  }
}

/** SQLite refuses to switch at once, without its busy timeout, while another process switches the same new file. */
async function writeAhead(database: DatabaseSync): Promise<void> {
  for (const end = performance.now() + BUSY_MS; ; ) {
    try {
      database.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error
      await setTimeout(10)
    }
  }
}

class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

function driverOf(connection: Connection): Driver {
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    // A transaction that reads first and writes later would fail when another process wrote in between.
    beginTransaction: async () => connection.run('begin immediate'),
    commitTransaction: async () => connection.commit(),
    rollbackTransaction: async () => connection.rollBack(),
    releaseConnection: async () => {},
    destroy: async () => connection.close(),
  }
}

type Prepared = { statement: StatementSync; columns: string[] }

class Connection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #file: string
  readonly #prepared = new Map<string, Prepared>()
  readonly #checkpointer: Checkpointer

  constructor(database: DatabaseSync, file: string) {
    this.#database = database
    this.#file = file
    this.#checkpointer = new Checkpointer(file)
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#guarded(() => {
      const { statement, columns } = this.#prepare(sql)
      const values = parameters as readonly SQLInputValue[]
      if (columns.length > 0)
        return { rows: (statement.all(...values) as unknown as unknown[][]).map((row) => named(row, columns)) as Row[] }
      const { changes, lastInsertRowid } = statement.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    })
  }

  /** All rows at once: node:sqlite answers within the call. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query)
  }

  run(sql: string): void {
    this.#guarded(() => this.#database.exec(sql))
  }

  commit(): void {
    this.run('commit')
    this.#checkpointer.committed()
  }

  /** A full disk makes SQLite roll back by itself. */
  rollBack(): void {
    if (this.#database.isTransaction) this.run('rollback')
  }

  close(): void {
    this.#checkpointer.close()
    this.#prepared.clear()
    this.#database.close()
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    // Node builds rows as objects at half the speed at which it builds them as arrays.
    statement.setReturnArrays(true)
    const prepared = { statement, columns: statement.columns().map((column) => column.name) }
    if (this.#prepared.size === STATEMENTS) this.#prepared.delete(this.#prepared.keys().next().value as string)
    this.#prepared.set(sql, prepared)
    return prepared
  }

  #guarded<T>(act: () => T): T {
    try {
      return act()
    } catch (error) {
      throw sqliteError(error, this.#file) ?? error
    }
  }
}

function named(row: unknown[], columns: string[]): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) result[columns[index] as string] = row[index]
  return result
}
