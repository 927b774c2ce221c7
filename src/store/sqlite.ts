import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
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
import { SqliteConnection } from './sqlite-connection.ts'
import { isBusy, sqliteError } from './sqlite-error.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

/** How long a statement waits for another process's transaction; those of this program take far less. */
const BUSY_MS = 5_000
/** Pages of the write-ahead log at which a commit brings it into the file by itself. */
const LONGEST_LOG = 16_000

/**
 * Opens the file for Kysely through node:sqlite, creating it and its folder where there is none. What a transaction or a
 * statement of its own has written is on the disk when its promise resolves.
 * @param flush brings what was written to a file, given its descriptor, to the disk
 */
export async function sqliteDialect(file: string, flush?: (descriptor: number) => Promise<void>): Promise<Dialect> {
  const connection = new SqliteConnection(await openFile(file), file, new WriteAheadLog(file, flush))
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
      `pragma synchronous = normal; pragma wal_autocheckpoint = ${LONGEST_LOG}; pragma cache_size = -8000; pragma journal_size_limit = 67108864; pragma secure_delete = on`,
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

  /** There is one, but its turns are taken here: what has committed leaves it to the next while the disk is at work. */
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

function driverOf(connection: SqliteConnection): Driver {
  let last = Promise.resolve()
  const take = async () => {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    await before
    return resolve
  }
  return {
    init: async () => {},
    acquireConnection: async () => new Turn(connection, take),
    beginTransaction: (turn) => (turn as Turn).begin(),
    commitTransaction: (turn) => (turn as Turn).commit(),
    rollbackTransaction: async (turn) => (turn as Turn).rollBack(),
    releaseConnection: async (turn) => (turn as Turn).end(),
    destroy: () => connection.close(),
  }
}

/** The connection as somebody has it: theirs alone from a statement on until what it wrote has only to come to the disk. */
class Turn implements DatabaseConnection {
  readonly #connection: SqliteConnection
  readonly #take: () => Promise<() => void>
  #end: (() => void) | null = null

  constructor(connection: SqliteConnection, take: () => Promise<() => void>) {
    this.#connection = connection
    this.#take = take
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#end ??= await this.#take()
    const result = this.#connection.execute<Row>(query)
    // Within a transaction it is the commit that counts.
    if (query.query.kind !== 'SelectQueryNode' && !this.#connection.isTransaction) await this.#keep()
    return result
  }

  /** All rows at once: node:sqlite answers within the call. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query)
  }

  async begin(): Promise<void> {
    this.#end ??= await this.#take()
    // A transaction that reads first and writes later would fail when another process wrote in between.
    this.#connection.run('begin immediate')
  }

  async commit(): Promise<void> {
    this.#connection.run('commit')
    await this.#keep()
  }

  /** What has committed and failed only at the disk is past that. */
  rollBack(): void {
    if (this.#end) this.#connection.rollBack()
  }

  end(): void {
    this.#end?.()
    this.#end = null
  }

  #keep(): Promise<void> {
    this.end()
    return this.#connection.toDisk()
  }
}
