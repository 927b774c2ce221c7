import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'
import { Checkpointer } from './checkpoint.ts'
import { sqliteError } from './sqlite-error.ts'
import type { WriteAheadLog } from './write-ahead-log.ts'

const STATEMENTS = 200

type Prepared = { statement: StatementSync; columns: string[] }

/** One connection to a SQLite file, whose statements run within their calls. */
export class SqliteConnection {
  readonly #database: DatabaseSync
  readonly #file: string
  readonly #prepared = new Map<string, Prepared>()
  readonly #log: WriteAheadLog
  readonly #checkpointer: Checkpointer

  constructor(database: DatabaseSync, file: string, log: WriteAheadLog) {
    this.#database = database
    this.#file = file
    this.#log = log
    this.#checkpointer = new Checkpointer(file)
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction
  }

  execute<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    return this.#guarded(() => {
      const { statement, columns } = this.#prepare(sql)
      const values = parameters as readonly SQLInputValue[]
      if (columns.length > 0)
        return { rows: (statement.all(...values) as unknown as unknown[][]).map((row) => named(row, columns)) as Row[] }
      const { changes, lastInsertRowid } = statement.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    })
  }

  run(sql: string): void {
    this.#guarded(() => this.#database.exec(sql))
  }

  /** Resolves when all that was committed is on the disk. */
  async toDisk(): Promise<void> {
    await this.#log.flush()
    await this.#checkpointer.committed()
  }

  /** A full disk makes SQLite roll back by itself. */
  rollBack(): void {
    if (this.isTransaction) this.run('rollback')
  }

  async close(): Promise<void> {
    this.#checkpointer.close()
    await this.#log.close()
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
