import { CompiledQuery, type DatabaseConnection, type Dialect, PostgresDialect, PostgresDriver } from 'kysely'
import pg from 'pg'
import { postgresError, postgresPlace } from './postgres-error.ts'

const INT8 = 20

/** A process that is stopped in the middle of a transaction must not hold up the others for ever. */
const LIMITS = {
  connectionTimeoutMillis: 10_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
}

/** @param schema where the tables lie; the server's own search path when absent */
export function postgresDialect(url: string, schema?: string): Dialect {
  const place = postgresPlace(url)
  const pool = poolOf(url, place)
  // A connection that breaks is replaced, and its query fails by itself; without a listener it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const config = {
    pool,
    onCreateConnection: async (connection: DatabaseConnection) => {
      if (schema !== undefined) await connection.executeQuery(CompiledQuery.raw(`set search_path to "${schema}"`))
    },
  }
  const dialect = new PostgresDialect(config)
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => new ExplainingDriver(config, place),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

function poolOf(url: string, place: string): pg.Pool {
  try {
    const types = { getTypeParser: numbersParser as typeof pg.types.getTypeParser }
    return new pg.Pool({ connectionString: url, application_name: 'dateline', types, ...LIMITS })
  } catch (error) {
    throw postgresError(error, place, 'connect')
  }
}

function numbersParser(oid: number, format: 'text' | 'binary' = 'text') {
  return oid === INT8 && format === 'text' ? Number : pg.types.getTypeParser(oid, format as 'text')
}

/** Turns the server's refusals into errors that name the place and the fix. */
class ExplainingDriver extends PostgresDriver {
  readonly #place: string
  readonly #explained = new WeakSet<DatabaseConnection>()

  constructor(config: ConstructorParameters<typeof PostgresDriver>[0], place: string) {
    super(config)
    this.#place = place
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection().catch((error) => {
      throw postgresError(error, this.#place, 'connect')
    })
    if (!this.#explained.has(connection)) {
      this.#explained.add(connection)
      const execute = connection.executeQuery.bind(connection)
      connection.executeQuery = (query, options) =>
        execute<never>(query, options).catch((error) => {
          throw postgresError(error, this.#place, 'query')
        })
    }
    return connection
  }
}
